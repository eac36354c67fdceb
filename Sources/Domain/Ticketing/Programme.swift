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
    package let externalID: String?
    package let name: String
    package let family: ProductFamily
    package let genre: String?

    package init(id: Identifier<Show>, externalID: String?, name: String, family: ProductFamily, genre: String?) {
        self.id = id
        self.externalID = externalID
        self.name = name
        self.family = family
        self.genre = genre
    }
}

/// One dated occurrence of a show.
package struct Performance: Sendable {
    package let id: Identifier<Performance>
    package let show: Identifier<Show>
    package let externalID: String?
    package let startsAt: Instant
    /// The season it is sold in; nil means the one that holds its local date.
    package let season: Identifier<Season>?

    package init(
        id: Identifier<Performance>, show: Identifier<Show>, externalID: String?, startsAt: Instant,
        season: Identifier<Season>?
    ) {
        self.id = id
        self.show = show
        self.externalID = externalID
        self.startsAt = startsAt
        self.season = season
    }
}
