// What a source tells of the catalogue: every thing it names by that source's own ids. A member that may be left out is `Told`.

/// What a source tells of a hall.
package struct HallTelling: Sendable {
    package var externalID: String
    package var sourceUpdatedAt: Instant?
    package var name: String
    package var capacity: Told<Int64> = .nothing

    package init(externalID: String, name: String) {
        self.externalID = externalID
        self.name = name
    }
}

/// What a source tells of a show.
package struct ShowTelling: Sendable {
    package var externalID: String
    package var sourceUpdatedAt: Instant?
    package var name: String
    package var family: Told<ProductFamily> = .nothing
    package var genre: Told<String> = .nothing
    package var domain: Told<PerformanceDomain> = .nothing
    package var isForYoungAudiences: Told<Bool> = .nothing

    package init(externalID: String, name: String) {
        self.externalID = externalID
        self.name = name
    }
}

/// What a source tells of a performance.
package struct PerformanceTelling: Sendable {
    package var externalID: String
    package var sourceUpdatedAt: Instant?
    package var show: String
    package var startsAt: Instant
    /// By its name.
    package var season: Told<String> = .nothing
    package var hall: Told<String> = .nothing
    package var state: Told<PerformanceState> = .nothing
    /// Left out, it is the date the performance had when it was first told to be moved.
    package var movedFrom: Told<Instant> = .nothing
    package var capacity: Told<Int64> = .nothing

    package init(externalID: String, show: String, startsAt: Instant) {
        self.externalID = externalID
        self.show = show
        self.startsAt = startsAt
    }
}

/// What a source tells of a quota.
package struct QuotaTelling: Sendable {
    package var externalID: String
    package var sourceUpdatedAt: Instant?
    package var performance: String
    package var name: String
    package var seats: Int64

    package init(externalID: String, performance: String, name: String, seats: Int64) {
        self.externalID = externalID
        self.performance = performance
        self.name = name
        self.seats = seats
    }
}

/// What a source tells of a product.
package struct ProductTelling: Sendable {
    package var externalID: String
    package var sourceUpdatedAt: Instant?
    package var name: String
    package var family: ProductFamily
    /// By its name.
    package var season: Told<String> = .nothing
    package var validFrom: Told<LocalDate> = .nothing
    package var validTo: Told<LocalDate> = .nothing
    package var givesSubscriber: Told<Bool> = .nothing

    package init(externalID: String, name: String, family: ProductFamily) {
        self.externalID = externalID
        self.name = name
        self.family = family
    }
}

/// What a source tells of an audience category.
package struct AudienceCategoryTelling: Sendable {
    package var externalID: String
    package var sourceUpdatedAt: Instant?
    package var name: String
    package var isChild: Told<Bool> = .nothing

    package init(externalID: String, name: String) {
        self.externalID = externalID
        self.name = name
    }
}

/// What a source tells of a tariff.
package struct TariffTelling: Sendable {
    package var externalID: String
    package var sourceUpdatedAt: Instant?
    package var name: String
    package var kind: TariffKind

    package init(externalID: String, name: String, kind: TariffKind) {
        self.externalID = externalID
        self.name = name
        self.kind = kind
    }
}

/// What a source tells of a sales channel.
package struct SalesChannelTelling: Sendable {
    package var externalID: String
    package var sourceUpdatedAt: Instant?
    package var name: String
    package var type: ChannelType

    package init(externalID: String, name: String, type: ChannelType) {
        self.externalID = externalID
        self.name = name
        self.type = type
    }
}
