/// Why a level was computed anew; of several reasons at once the first of these counts.
package enum LevelChangeReason: String, CaseIterable, Comparable, Sendable {
    /// Two records were made one, or one contact two again.
    case merge
    /// An order, whatever became of it: sold, reserved, cancelled, refunded, exchanged, told again.
    case order
    /// What is known of the contact itself.
    case contact
    /// A show, a performance, a product or an audience category counts otherwise.
    case catalogue
    /// The venue's seasons were changed.
    case seasons
    /// Something told earlier begins to hold.
    case beginning
    /// A day went by.
    case calendar
    /// The weekly run of the spend tiers.
    case week
    /// A season began.
    case seasonChange = "season_change"
    /// Asked for.
    case recompute
    /// It was not what a full computation says.
    case repair

    package static func < (one: LevelChangeReason, other: LevelChangeReason) -> Bool {
        one.place < other.place
    }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One change of one contact's level.
package struct LevelChange: Sendable {
    package let id: Identifier<LevelChange>
    package let contact: Identifier<Contact>
    package let key: IndicatorKey
    /// Nil: it had none.
    package let from: Int?
    package let to: Int?
    /// The instant the new level was computed for.
    package let at: Instant
    package let reason: LevelChangeReason

    package init(
        id: Identifier<LevelChange>, contact: Identifier<Contact>, key: IndicatorKey, from: Int?, to: Int?, at: Instant,
        reason: LevelChangeReason
    ) {
        self.id = id
        self.contact = contact
        self.key = key
        self.from = from
        self.to = to
        self.at = at
        self.reason = reason
    }
}

/// How many contacts go from one level of an indicator to another, nil being none.
///
/// From one to the same go those of whom only the value differs, or who stay.
package struct LevelMove: Sendable, Hashable {
    package let key: IndicatorKey
    package let from: Int?
    package let to: Int?
    package let contacts: Int64

    package init(key: IndicatorKey, from: Int?, to: Int?, contacts: Int64) {
        self.key = key
        self.from = from
        self.to = to
        self.contacts = contacts
    }

    /// Those from the same level to the same as one, by indicator and levels.
    package static func total(of moves: [LevelMove]) -> [LevelMove] {
        let same = Dictionary(grouping: moves) { LevelMove(key: $0.key, from: $0.from, to: $0.to, contacts: 0) }
        return same.map { move, parts in
            LevelMove(key: move.key, from: move.from, to: move.to, contacts: parts.reduce(0) { $0 + $1.contacts })
        }.sorted { ($0.key.rawValue, $0.from ?? -1, $0.to ?? -1) < ($1.key.rawValue, $1.from ?? -1, $1.to ?? -1) }
    }
}

/// What a computation found other than what was stored.
package struct LevelDifferences: Sendable {
    /// Compared.
    package var contacts: Int64 = 0
    /// Of these, those of which a value or a level differed; of several computations joined, those of one of them.
    package var differing: Int64 = 0
    /// The number of contacts by indicator and levels.
    package var moves: [LevelMove] = []

    /// Indicators of contacts of which the value or the level differed.
    package var count: Int64 { moves.reduce(0) { $0 + $1.contacts } }

    package init() {}

    package init(contacts: Int64, differing: Int64, moves: [LevelMove]) {
        self.contacts = contacts
        self.differing = differing
        self.moves = moves
    }

    /// Both, of other contacts: a move both have is one.
    package static func + (one: LevelDifferences, other: LevelDifferences) -> LevelDifferences {
        LevelDifferences(
            contacts: one.contacts + other.contacts, differing: one.differing + other.differing,
            moves: LevelMove.total(of: one.moves + other.moves))
    }

    /// These, and what was found of other indicators of the same contacts.
    package func joined(with other: LevelDifferences) -> LevelDifferences {
        LevelDifferences(
            contacts: max(contacts, other.contacts), differing: max(differing, other.differing),
            moves: LevelMove.total(of: moves + other.moves))
    }
}
