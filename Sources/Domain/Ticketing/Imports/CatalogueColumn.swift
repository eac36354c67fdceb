/// The columns of a file of the catalogue: one line a thing, of the type it says.
package enum CatalogueColumn: Int, ImportColumn {
    case externalID, type, sourceUpdatedAt, name, capacity, family, genre, domain, isForYoungAudiences, showID, startsAt
    case season, hallID, state, movedFrom, performanceID, seats, validFrom, validTo, givesSubscriber, isChild,
        tariffKind
    case channelType

    package static let names = [
        "external_id", "type", "source_updated_at", "name", "capacity", "family", "genre", "domain",
        "is_for_young_audiences", "show_id", "starts_at", "season", "hall_id", "state", "moved_from", "performance_id",
        "seats", "valid_from", "valid_to", "gives_subscriber", "is_child", "tariff_kind", "channel_type",
    ]

    package static let required: [CatalogueColumn] = [.externalID, .type]
}

/// The types of things a file of the catalogue holds, in the order in which they are written: what is named comes before
/// what names it.
package enum CatalogueType: String, CaseIterable, Sendable {
    case hall, show, performance, quota, product
    case audienceCategory = "audience_category"
    case tariff
    case salesChannel = "sales_channel"
}
