package import Domain
package import Postgres

/// A thing of the catalogue as a row of its table.
package protocol CatalogueEntry: Sendable {
    static var table: String { get }
    /// What is read after the id and the origin, in order.
    static var columns: String { get }
    init(id: Identifier<Self>, origin: Origin, reading row: inout Row) throws
}

extension CatalogueEntry {
    fileprivate static var selection: String { "SELECT id, \(Origin.columns), \(columns) FROM \(table)" }

    fileprivate init(_ row: inout Row) throws {
        let id: Identifier<Self> = try row.next()
        let origin = try Origin(&row)
        try self.init(id: id, origin: origin, reading: &row)
    }
}

/// One thing of the catalogue by its id.
package struct FindEntry<Entry: CatalogueEntry>: VenueStatement {
    package static var sql: String { "\(Entry.selection) WHERE id = $1" }
    let id: Identifier<Entry>

    package init(id: Identifier<Entry>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Entry { try Entry(&row) }
}

/// A page of the things of one kind.
package struct ListEntries<Entry: CatalogueEntry>: VenueStatement {
    package static var sql: String { "\(Entry.selection) WHERE id > $1 ORDER BY id LIMIT $2" }
    let page: Page<Entry>

    package init(page: Page<Entry>) {
        self.page = page
    }

    package var parameters: [Value] { [page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> Entry { try Entry(&row) }
}

extension Origin {
    static let columns = "source, external_id, NULLIF(source_updated_at, '-infinity')"

    init(_ row: inout Row) throws {
        self.init(
            source: try row.next(), externalID: try row.nextIfPresent(), sourceUpdatedAt: try row.nextIfPresent())
    }
}

extension Hall: CatalogueEntry {
    package static let table = "halls"
    package static let columns = "name, capacity"

    package init(id: Identifier<Hall>, origin: Origin, reading row: inout Row) throws {
        self.init(id: id, origin: origin, name: try row.next(), capacity: try row.nextIfPresent())
    }
}

extension Quota: CatalogueEntry {
    package static let table = "quotas"
    package static let columns = "performance_id, name, seats"

    package init(id: Identifier<Quota>, origin: Origin, reading row: inout Row) throws {
        self.init(
            id: id, origin: origin, performance: try row.next(), name: try row.next(), seats: try row.next())
    }
}

extension Product: CatalogueEntry {
    package static let table = "products"
    package static let columns = "name, family, season_id, valid_from, valid_to, gives_subscriber"

    package init(id: Identifier<Product>, origin: Origin, reading row: inout Row) throws {
        self.init(
            id: id, origin: origin, name: try row.next(), family: try row.next(), season: try row.nextIfPresent(),
            validFrom: try row.nextIfPresent(), validTo: try row.nextIfPresent(), givesSubscriber: try row.next())
    }
}

extension AudienceCategory: CatalogueEntry {
    package static let table = "audience_categories"
    package static let columns = "name, is_child"

    package init(id: Identifier<AudienceCategory>, origin: Origin, reading row: inout Row) throws {
        self.init(id: id, origin: origin, name: try row.next(), isChild: try row.next())
    }
}

extension Tariff: CatalogueEntry {
    package static let table = "tariffs"
    package static let columns = "name, kind"

    package init(id: Identifier<Tariff>, origin: Origin, reading row: inout Row) throws {
        self.init(id: id, origin: origin, name: try row.next(), kind: try row.next())
    }
}

extension SalesChannel: CatalogueEntry {
    package static let table = "sales_channels"
    package static let columns = "name, type"

    package init(id: Identifier<SalesChannel>, origin: Origin, reading row: inout Row) throws {
        self.init(id: id, origin: origin, name: try row.next(), type: try row.next())
    }
}
