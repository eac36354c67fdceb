package import Domain
import Postgres

/// A line of an exported file, its cells in the order of the columns that an import of its kind has.
package struct ExportedRow: Sendable {
    /// Where the next page begins.
    package let place: ExportPlace
    /// Empty where the place has nothing to be shown.
    package let cells: [String]
}

/// A place in an export: the type of the catalogue where it goes by types, and the id within.
package struct ExportPlace: Sendable {
    package let type: Int64
    package let id: Int64

    package static let beginning = ExportPlace(type: 0, id: 0)
}

/// A page of an export, from one place on.
package struct ExportPage: Sendable {
    let source: Source
    let timeZone: String
    let currency: String
    let after: ExportPlace
    let limit: Int

    package init(of venue: Venue, source: Source, after: ExportPlace, limit: Int) {
        self.source = source
        timeZone = venue.timeZone
        currency = venue.currency
        self.after = after
        self.limit = limit
    }

    /// `$1` the time zone, `$2` the source, `$3` the id.
    var values: [Value] { [.text(timeZone), source.value, .int64(after.id), .int64(Int64(limit))] }
}

extension VenueTransaction {
    /// A page of what an export of a kind shows.
    package func exported(_ kind: ImportKind, _ page: ExportPage) async throws -> [ExportedRow] {
        switch kind {
        case .orders: try await all(ExportOrders(page: page))
        case .contacts: try await all(ExportContacts(page: page))
        case .catalogue: try await all(ExportCatalogue(page: page))
        }
    }
}

/// How values stand in a file, as SQL.
enum ExportedValue {
    /// A moment by the venue's clock, of which `$1` is the zone, with its offset.
    static func moment(_ value: String) -> String {
        let (local, utc) = ("(\(value) AT TIME ZONE $1)", "(\(value) AT TIME ZONE 'UTC')")
        return """
            to_char(\(local), CASE WHEN date_trunc('second', \(value)) = \(value) THEN 'YYYY-MM-DD"T"HH24:MI:SS'
                ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US' END)
            || CASE WHEN \(local) < \(utc) THEN '-' ELSE '+' END
            || to_char(GREATEST(\(local) - \(utc), \(utc) - \(local)), 'HH24:MI')
            """
    }

    /// When a source told, unless it never did.
    static func telling(_ value: String) -> String { moment("NULLIF(\(value), '-infinity')") }

    /// The cells, in order; what there is not is an empty one.
    static func cells(_ values: [String]) -> String {
        "ARRAY[\(values.map { "COALESCE(\($0), '')" }.joined(separator: ", "))]"
    }
}
