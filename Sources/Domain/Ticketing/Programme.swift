/// A venue's year: `[startsOn, endsOn)` in local dates.
package struct Season: Sendable {
    package let id: Identifier<Season>
    package let name: String
    package let startsOn: LocalDate
    /// The first day that is no longer in it.
    package let endsOn: LocalDate

    package init(id: Identifier<Season>, name: String, startsOn: LocalDate, endsOn: LocalDate) {
        self.id = id
        self.name = name
        self.startsOn = startsOn
        self.endsOn = endsOn
    }
}

/// What is sold, by the families of the ticketing trade.
///
/// Recency counts `event` and `competition` only.
package enum ProductFamily: String, CaseIterable, Sendable {
    case event, competition, visit, pass, subscription, membership, service, goods
}

/// The work programmed; it has performances.
package struct Show: Sendable {
    package let id: Identifier<Show>
    /// Who told of it, and what they call it.
    package let origin: Origin
    package let name: String
    package let family: ProductFamily
    package let genre: String?
    package let domain: PerformanceDomain?
    package let isForYoungAudiences: Bool

    package var externalID: String? { origin.externalID }

    package init(
        id: Identifier<Show>, origin: Origin, name: String, family: ProductFamily, genre: String?,
        domain: PerformanceDomain?, isForYoungAudiences: Bool
    ) {
        self.id = id
        self.origin = origin
        self.name = name
        self.family = family
        self.genre = genre
        self.domain = domain
        self.isForYoungAudiences = isForYoungAudiences
    }
}

/// What became of a performance.
package enum PerformanceState: String, CaseIterable, Sendable {
    case scheduled
    /// It has another date than the one it was announced for.
    case moved
    case cancelled
}

/// One dated occurrence of a show.
package struct Performance: Sendable {
    package let id: Identifier<Performance>
    package let origin: Origin
    package let show: Identifier<Show>
    package let startsAt: Instant
    /// The season it is sold in; nil means the one that holds its local date.
    package let season: Identifier<Season>?
    package let hall: Identifier<Hall>?
    package let state: PerformanceState
    /// The date it had first, of one that was moved.
    package let movedFrom: Instant?
    /// Seats that may be sold; nil means as many as the hall has.
    package let capacity: Int64?

    package var externalID: String? { origin.externalID }

    package init(
        id: Identifier<Performance>, origin: Origin, show: Identifier<Show>, startsAt: Instant,
        season: Identifier<Season>?, hall: Identifier<Hall>?, state: PerformanceState, movedFrom: Instant?,
        capacity: Int64?
    ) {
        self.id = id
        self.origin = origin
        self.show = show
        self.startsAt = startsAt
        self.season = season
        self.hall = hall
        self.state = state
        self.movedFrom = movedFrom
        self.capacity = capacity
    }
}
