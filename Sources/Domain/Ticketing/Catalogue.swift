/// Where a thing is known from: who told of it, what they call it, and when they last changed it.
package struct Origin: Sendable {
    package let source: Source
    /// Nil for what was made here without one.
    package let externalID: String?
    /// Nil for what its source never told of by itself: an order named it, or it was made here.
    package let sourceUpdatedAt: Instant?

    package init(source: Source, externalID: String?, sourceUpdatedAt: Instant?) {
        self.source = source
        self.externalID = externalID
        self.sourceUpdatedAt = sourceUpdatedAt
    }
}

/// Where performances take place.
package struct Hall: Sendable {
    package let id: Identifier<Hall>
    package let origin: Origin
    package let name: String
    package let capacity: Int64?

    package init(id: Identifier<Hall>, origin: Origin, name: String, capacity: Int64?) {
        self.id = id
        self.origin = origin
        self.name = name
        self.capacity = capacity
    }
}

/// Seats of a performance kept for a use.
package struct Quota: Sendable {
    package let id: Identifier<Quota>
    package let origin: Origin
    package let performance: Identifier<Performance>
    package let name: String
    package let seats: Int64

    package init(
        id: Identifier<Quota>, origin: Origin, performance: Identifier<Performance>, name: String, seats: Int64
    ) {
        self.id = id
        self.origin = origin
        self.performance = performance
        self.name = name
        self.seats = seats
    }
}

/// What is sold beside seats of one performance: a subscription, a membership, goods.
package struct Product: Sendable {
    package let id: Identifier<Product>
    package let origin: Origin
    package let name: String
    package let family: ProductFamily
    /// The season it is valid for, if it is one.
    package let season: Identifier<Season>?
    /// The first and the last day it is valid on, of one that is not for a season.
    package let validFrom: LocalDate?
    package let validTo: LocalDate?
    /// Whether a subscription makes its buyer a subscriber.
    package let givesSubscriber: Bool

    package init(
        id: Identifier<Product>, origin: Origin, name: String, family: ProductFamily, season: Identifier<Season>?,
        validFrom: LocalDate?, validTo: LocalDate?, givesSubscriber: Bool
    ) {
        self.id = id
        self.origin = origin
        self.name = name
        self.family = family
        self.season = season
        self.validFrom = validFrom
        self.validTo = validTo
        self.givesSubscriber = givesSubscriber
    }
}

/// Whom a seat is for: adults, children, schools.
package struct AudienceCategory: Sendable {
    package let id: Identifier<AudienceCategory>
    package let origin: Origin
    package let name: String
    package let isChild: Bool

    package init(id: Identifier<AudienceCategory>, origin: Origin, name: String, isChild: Bool) {
        self.id = id
        self.origin = origin
        self.name = name
        self.isChild = isChild
    }
}

/// What a tariff counts as in declarations.
package enum TariffKind: String, CaseIterable, Sendable {
    case full, reduced, subscription, free
}

/// A price list's entry.
package struct Tariff: Sendable {
    package let id: Identifier<Tariff>
    package let origin: Origin
    package let name: String
    package let kind: TariffKind

    package init(id: Identifier<Tariff>, origin: Origin, name: String, kind: TariffKind) {
        self.id = id
        self.origin = origin
        self.name = name
        self.kind = kind
    }
}

/// A point of sale, and the type it counts as.
package struct SalesChannel: Sendable {
    package let id: Identifier<SalesChannel>
    package let origin: Origin
    package let name: String
    package let type: ChannelType

    package init(id: Identifier<SalesChannel>, origin: Origin, name: String, type: ChannelType) {
        self.id = id
        self.origin = origin
        self.name = name
        self.type = type
    }
}
