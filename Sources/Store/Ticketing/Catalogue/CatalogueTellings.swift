package import Domain

// How each kind of thing is written: its table, and its members in the same order.

extension HallTelling: CatalogueTelling {
    package static let upsert = CatalogueTable(
        name: "halls", members: [.always("name", "text"), .optional("capacity", "bigint")]
    ).upsert

    package var texts: [MemberText] { [.always(name), .told(capacity, as: "capacity", String.init)] }
}

extension ShowTelling: CatalogueTelling {
    package static let upsert = CatalogueTable(
        name: "shows",
        members: [
            .always("name", "text"), .optional("family", "text", otherwise: "'event'"), .optional("genre", "text"),
            .optional("domain_code", "text"), .optional("is_for_young_audiences", "boolean", otherwise: "false"),
        ],
        counted: ["genre"]
    ).upsert

    package var texts: [MemberText] {
        [
            .always(name), .told(family, as: "family", \.rawValue), .told(genre, as: "genre") { $0 },
            .told(domain, as: "domain_code", \.rawValue),
            .told(isForYoungAudiences, as: "is_for_young_audiences", String.init),
        ]
    }

    package static let isCounted = true

    package static func follow(_ changed: [Int64], at instant: Instant, in transaction: VenueTransaction) async throws {
        try await transaction.run(MarkContactsOfShows(shows: changed, at: instant))
    }
}

extension PerformanceTelling: CatalogueTelling {
    /// The state it has by this telling.
    private static let toldState = """
        CASE WHEN 'state' = ANY (p.said) THEN COALESCE(p.state, 'scheduled') ELSE COALESCE(k.state, 'scheduled') END
        """

    /// The date it had first, while it is moved; a date that changes otherwise is corrected.
    private static let keptDate = """
        CASE \(toldState) WHEN 'scheduled' THEN NULL WHEN 'cancelled' THEN k.moved_from
            ELSE COALESCE(k.moved_from, CASE WHEN k.starts_at <> p.starts_at THEN k.starts_at END) END
        """

    package static let upsert = CatalogueTable(
        name: "performances",
        members: [
            .naming("show_id", in: "shows", "unknown_show", silence: .impossible), .always("starts_at", "timestamptz"),
            .season, .naming("hall_id", in: "halls", "unknown_hall"),
            .optional("state", "text", otherwise: "'scheduled'"),
            .optional("moved_from", "timestamptz").deriving(keptDate), .optional("capacity", "bigint"),
        ],
        counted: ["show_id", "season_id", "starts_at"]
    ).upsert

    package var texts: [MemberText] {
        [
            .always(show), .always(startsAt.rfc3339), .told(season, as: "season_id") { $0 },
            .told(hall, as: "hall_id") { $0 }, .told(state, as: "state", \.rawValue),
            .told(movedFrom, as: "moved_from", \.rfc3339), .told(capacity, as: "capacity", String.init),
        ]
    }

    package static let isCounted = true

    package static func follow(_ changed: [Int64], at instant: Instant, in transaction: VenueTransaction) async throws {
        try await transaction.run(MarkContactsOfPerformances(performances: changed, at: instant))
    }
}

extension QuotaTelling: CatalogueTelling {
    package static let upsert = CatalogueTable(
        name: "quotas",
        members: [
            .naming("performance_id", in: "performances", "unknown_performance", silence: .impossible),
            .always("name", "text"), .always("seats", "bigint"),
        ]
    ).upsert

    package var texts: [MemberText] { [.always(performance), .always(name), .always(String(seats))] }
}

extension ProductTelling: CatalogueTelling {
    package static let upsert = CatalogueTable(
        name: "products",
        members: [
            .always("name", "text"), .always("family", "text"), .season, .optional("valid_from", "date"),
            .optional("valid_to", "date"), .optional("gives_subscriber", "boolean", otherwise: "true"),
        ],
        counted: ["season_id", "valid_from", "valid_to", "gives_subscriber"],
        fault: (isFound: "m.valid_from > m.valid_to", reason: "invalid_validity")
    ).upsert

    package var texts: [MemberText] {
        [
            .always(name), .always(family.rawValue), .told(season, as: "season_id") { $0 },
            .told(validFrom, as: "valid_from", \.iso8601), .told(validTo, as: "valid_to", \.iso8601),
            .told(givesSubscriber, as: "gives_subscriber", String.init),
        ]
    }

    package static let isCounted = true

    package static func follow(_ changed: [Int64], at instant: Instant, in transaction: VenueTransaction) async throws {
        try await transaction.run(MarkContactsOfProducts(products: changed, at: instant))
    }
}

extension AudienceCategoryTelling: CatalogueTelling {
    package static let upsert = CatalogueTable(
        name: "audience_categories",
        members: [.always("name", "text"), .optional("is_child", "boolean", otherwise: "false")],
        counted: ["is_child"]
    ).upsert

    package var texts: [MemberText] { [.always(name), .told(isChild, as: "is_child", String.init)] }

    package static let isCounted = true

    package static func follow(_ changed: [Int64], at instant: Instant, in transaction: VenueTransaction) async throws {
        try await transaction.run(MarkContactsOfAudienceCategories(categories: changed, at: instant))
    }
}

extension TariffTelling: CatalogueTelling {
    package static let upsert = CatalogueTable(
        name: "tariffs", members: [.always("name", "text"), .always("kind", "text")]
    ).upsert

    package var texts: [MemberText] { [.always(name), .always(kind.rawValue)] }
}

extension SalesChannelTelling: CatalogueTelling {
    package static let upsert = CatalogueTable(
        name: "sales_channels", members: [.always("name", "text"), .always("type", "text")], counted: ["type"]
    ).upsert

    package var texts: [MemberText] { [.always(name), .always(type.rawValue)] }

    package static let isCounted = true

    package static func follow(_ changed: [Int64], at instant: Instant, in transaction: VenueTransaction) async throws {
        try await transaction.run(CountOrdersOfChannels(channels: changed, at: instant))
    }
}
