import Domain
import Postgres

/// The records of one part of a file, in its order.
struct ReadImportRows: VenueStatement {
    /// The most columns a file can have beside its key.
    private static let room = 40
    static let sql = """
        SELECT $3::bigint, line, key, \((1...room).map { "f\($0)" }.joined(separator: ", "))
        FROM import_rows WHERE import_id = $1 AND part = $2 ORDER BY line
        """
    let id: Identifier<FileImport>
    let part: Int64
    let kind: ImportKind

    var parameters: [Value] { [id.value, .int64(part), .int64(Int64(kind.columns.count))] }
    static func decode(_ row: inout Row) throws -> ImportRow {
        let columns = Int(try row.next(as: Int64.self))
        let line: Int64 = try row.next()
        var fields: [String?] = []
        fields.reserveCapacity(columns)
        for _ in 0..<columns { fields.append(try row.nextIfPresent()) }
        return ImportRow(line: line, fields: fields)
    }
}

/// Brings the records of one key together in the part of the first, and notes that it is done.
struct SettleImport: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH torn AS MATERIALIZED (
            SELECT key, min(part) AS part FROM import_rows WHERE import_id = $1 AND key IS NOT NULL
            GROUP BY key HAVING min(part) <> max(part)
        ), gathered AS (
            UPDATE import_rows r SET part = t.part FROM torn t
            WHERE r.import_id = $1 AND r.key = t.key AND r.part <> t.part
        )
        UPDATE imports SET is_settled = true WHERE id = $1
        """
    let id: Identifier<FileImport>

    var parameters: [Value] { [id.value] }
}

/// The lines and the bytes of an import's largest part.
struct LargestPart: VenueStatement {
    static let sql = """
        SELECT COALESCE(max(lines), 0), COALESCE(max(bytes), 0) FROM (
            SELECT count(*) AS lines, sum(pg_column_size(r))::bigint AS bytes FROM import_rows r
            WHERE import_id = $1 GROUP BY part
        ) parts
        """
    let id: Identifier<FileImport>

    var parameters: [Value] { [id.value] }
    static func decode(_ row: inout Row) throws -> (lines: Int64, bytes: Int64) { (try row.next(), try row.next()) }
}

/// Drops the records of a file once it is imported, given up or withdrawn.
struct DropImportRows: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM import_rows WHERE import_id = $1"
    let id: Identifier<FileImport>

    var parameters: [Value] { [id.value] }
}

/// What a file of orders says of the performances it names, wherever it says it: the first word on each.
struct DescribedPerformances: VenueStatement {
    struct Description: Sendable {
        let performance: String
        let show: String?
        let showName: String?
        let genre: String?
        let at: String
    }

    private static func column(_ column: OrderColumn) -> String { "f\(column.rawValue)" }

    static let sql = """
        SELECT DISTINCT ON (\(column(.performanceID))) \(column(.performanceID)), \(column(.showID)), \(column(.showName)),
            \(column(.genre)), \(column(.performanceAt))
        FROM import_rows
        WHERE import_id = $1 AND \(column(.performanceID)) IS NOT NULL AND \(column(.performanceAt)) IS NOT NULL
            AND (\(column(.showID)) IS NOT NULL OR \(column(.showName)) IS NOT NULL)
            AND GREATEST(length(\(column(.showID))), length(\(column(.showName))), length(\(column(.genre)))) <= 200
            AND \(column(.performanceAt)) ~ '^\\s*\\d'
        ORDER BY \(column(.performanceID)), line LIMIT $2
        """
    let id: Identifier<FileImport>
    let limit: Int64

    var parameters: [Value] { [id.value, .int64(limit)] }
    static func decode(_ row: inout Row) throws -> Description {
        Description(
            performance: try row.next(), show: try row.nextIfPresent(), showName: try row.nextIfPresent(),
            genre: try row.nextIfPresent(), at: try row.next())
    }
}

/// The instants that times by the venue's own clock are.
struct PlaceLocalTimes: VenueStatement {
    static let sql = """
        SELECT m, (timestamp '1970-01-01 00:00:00' + m * interval '1 microsecond') AT TIME ZONE $2
        FROM unnest($1::bigint[]) AS t (m)
        """
    let times: [Int64]
    let timeZone: String

    var parameters: [Value] { [.int64s(times), .text(timeZone)] }
    static func decode(_ row: inout Row) throws -> (local: Int64, instant: Instant) {
        (local: try row.next(), instant: try row.next())
    }
}
