package import Domain
package import Postgres

/// The dates of performances of a source and their states, as they are known.
package struct KnownDates: VenueStatement {
    package static let sql = """
        SELECT external_id, starts_at, state FROM performances WHERE source = $1 AND external_id = ANY ($2)
        """
    let source: Source
    let performances: [String]

    package init(of performances: [String], source: Source) {
        self.performances = performances
        self.source = source
    }

    package struct Known: Sendable {
        package let externalID: String
        package let startsAt: Instant
        package let state: PerformanceState
    }

    package var parameters: [Value] { [.text(source.rawValue), .texts(performances)] }
    package static func decode(_ row: inout Row) throws -> Known {
        Known(externalID: try row.next(), startsAt: try row.next(), state: try row.next())
    }
}
