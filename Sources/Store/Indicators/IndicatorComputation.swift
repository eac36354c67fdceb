import Domain

/// A computation under way, of one venue as of one instant: its parts, each of which is stored in transactions of its own.
///
/// What differed is added to `run` in the transaction that stored it: one that is cut short and done again tells of all it did.
struct IndicatorComputation: Sendable {
    let store: Store
    let venue: Venue
    /// That it is for; nil: nobody asks what differed.
    let run: Identifier<IndicatorRun>?
    let epoch: Int64
    let asOf: Instant
    /// What the histories were right for before.
    let former: Instant?

    /// The histories of every contact.
    func histories(for reason: LevelChangeReason) async throws -> LevelDifferences {
        try await twoAtATime(try await store.slices(of: venue, for: reason)) { slice in
            try await store.computingInVenue(venue) { try await stored(histories(of: slice), for: reason, $0) }
        }
    }

    /// The histories of some contacts, a few thousand in one transaction.
    func histories(of contacts: [Identifier<Contact>], for reason: LevelChangeReason) async throws -> LevelDifferences {
        let parts = stride(from: 0, to: contacts.count, by: 2_000).map {
            TheseContacts(Array(contacts[$0..<min($0 + 2_000, contacts.count)]), for: reason)
        }
        return try await twoAtATime(parts) { part in
            try await store.inVenue(venue) { try await stored(histories(of: part), for: reason, $0) }
        }
    }

    /// The histories of those that the calendar has moved since `former`; of all where a season began or ended meanwhile.
    func moved() async throws -> LevelDifferences {
        let moved = try await store.inVenue(venue) { transaction -> [Identifier<Contact>]? in
            guard let former,
                try await transaction.first(SameSeason(former: former, now: asOf, timeZone: venue.timeZone)) == true
            else { return nil }
            return try await transaction.all(
                ContactsMovedByCalendar(former: former, now: asOf, timeZone: venue.timeZone))
        }
        guard let moved else { return try await histories(for: .calendar) }
        return try await histories(of: moved, for: .calendar)
    }

    func social(for reason: LevelChangeReason) async throws -> LevelDifferences {
        try await store.inVenue(venue) {
            try await stored(
                ComputeSocialIndicators(asOf: asOf, timeZone: venue.timeZone, reason: reason), for: reason, $0)
        }
    }

    /// Of the revenues that the histories tell.
    func previousSpendTier(for reason: LevelChangeReason) async throws -> LevelDifferences {
        try await store.computingInVenue(venue) {
            try await stored(ComputePreviousSpendTier(asOf: asOf, reason: reason), for: reason, $0)
        }
    }

    /// A transaction of its own: a second pass over rows already held would not be in their order.
    func currentSpendTier(for reason: LevelChangeReason) async throws -> LevelDifferences {
        try await store.computingInVenue(venue) {
            try await stored(ComputeCurrentSpendTier(asOf: asOf, reason: reason), for: reason, $0)
        }
    }

    /// Writes down that these parts are right for the instant; without contacts' rows in hand: refreshes hold that table first.
    func date(_ computed: Set<ComputedPart>) async throws {
        _ = try await store.inVenue(venue) { try await $0.run(DateIndicators(computed: computed, asOf: asOf)) }
    }

    private func histories<Choice: ContactChoice>(of choice: Choice) -> ComputeHistories<Choice> {
        ComputeHistories(asOf: asOf, timeZone: venue.timeZone, choice: choice, epoch: epoch, isHeld: false)
    }

    /// What was repaired is no move of the run: it should have been so before.
    private func stored<Statement: VenueStatement>(
        _ statement: Statement, for reason: LevelChangeReason, _ transaction: VenueTransaction
    ) async throws -> LevelDifferences where Statement.Output == DifferenceRow {
        let differences = LevelDifferences(try await transaction.all(statement))
        if let run, reason != .repair, !differences.moves.isEmpty {
            try await transaction.run(AddMoves(run: run, moves: differences.moves))
        }
        return differences
    }

    private func twoAtATime<Part: Sendable>(
        _ parts: [Part], _ compute: @escaping @Sendable (Part) async throws -> LevelDifferences
    ) async throws -> LevelDifferences {
        try await withThrowingTaskGroup(of: LevelDifferences.self) { group in
            var waiting = parts[...]
            var differences = LevelDifferences()
            func next() {
                guard let part = waiting.popFirst() else { return }
                group.addTask { try await compute(part) }
            }
            next()
            next()
            while let computed = try await group.next() {
                differences = differences + computed
                next()
            }
            return differences
        }
    }
}
