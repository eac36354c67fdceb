import Domain
import Postgres

/// A page of the catalogue as a source tells of it, type after type in the order in which an import writes them.
struct ExportCatalogue: VenueStatement {
    /// What a type shows in its columns; `e` is the row of its table.
    private static func values(of type: CatalogueType) -> [CatalogueColumn: String] {
        switch type {
        case .hall: [.name: "e.name", .capacity: "e.capacity::text"]
        case .show:
            [
                .name: "e.name", .family: "e.family", .genre: "e.genre", .domain: "e.domain_code",
                .isForYoungAudiences: "e.is_for_young_audiences::text",
            ]
        case .performance:
            [
                .showID: naming("shows", "e.show_id"), .startsAt: ExportedValue.moment("e.starts_at"),
                .season: season, .hallID: naming("halls", "e.hall_id"), .state: "e.state",
                .movedFrom: ExportedValue.moment("e.moved_from"), .capacity: "e.capacity::text",
            ]
        case .quota:
            [
                .performanceID: naming("performances", "e.performance_id"), .name: "e.name",
                .seats: "e.seats::text",
            ]
        case .product:
            [
                .name: "e.name", .family: "e.family", .season: season, .validFrom: "e.valid_from::text",
                .validTo: "e.valid_to::text", .givesSubscriber: "e.gives_subscriber::text",
            ]
        case .audienceCategory: [.name: "e.name", .isChild: "e.is_child::text"]
        case .tariff: [.name: "e.name", .tariffKind: "e.kind"]
        case .salesChannel: [.name: "e.name", .channelType: "e.type"]
        }
    }

    private static func table(of type: CatalogueType) -> String {
        switch type {
        case .hall: "halls"
        case .show: "shows"
        case .performance: "performances"
        case .quota: "quotas"
        case .product: "products"
        case .audienceCategory: "audience_categories"
        case .tariff: "tariffs"
        case .salesChannel: "sales_channels"
        }
    }

    private static func naming(_ table: String, _ id: String) -> String {
        "(SELECT n.external_id FROM \(table) n WHERE n.id = \(id) AND n.source = $2)"
    }

    private static let season = "(SELECT n.name FROM seasons n WHERE n.id = e.season_id)"

    /// The part of the question that is about one type.
    private static func selection(of type: CatalogueType, place: Int) -> String {
        var values = values(of: type)
        values[.externalID] = "e.external_id"
        values[.type] = "'\(type.rawValue)'"
        values[.sourceUpdatedAt] = ExportedValue.telling("e.source_updated_at")
        let cells = CatalogueColumn.allCases.map { values[$0] ?? "''" }
        return """
            (SELECT \(place)::bigint AS type, e.id, \(ExportedValue.cells(cells)) AS cells FROM \(table(of: type)) e
            WHERE e.source = $2 AND (\(place) > $5 OR (\(place) = $5 AND e.id > $3)) ORDER BY e.id LIMIT $4)
            """
    }

    static let sql = """
        SELECT type, id, cells FROM (
            \(CatalogueType.allCases.enumerated().map { selection(of: $1, place: $0) }.joined(separator: "\nUNION ALL\n"))
        ) entries ORDER BY type, id LIMIT $4
        """
    let page: ExportPage

    var parameters: [Value] { page.values + [.int64(page.after.type)] }
    static func decode(_ row: inout Row) throws -> ExportedRow {
        ExportedRow(place: ExportPlace(type: try row.next(), id: try row.next()), cells: try row.next())
    }
}
