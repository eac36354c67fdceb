import Domain
import Postgres

/// Counts an attempt at an import before it begins; no row when it is finished or another worker has it.
struct BeginImport: VenueStatement {
    static let sql = """
        WITH free AS MATERIALIZED (
            SELECT id FROM imports WHERE id = $1 AND status IN ('queued', 'running') FOR UPDATE SKIP LOCKED
        )
        UPDATE imports i SET status = 'running', attempts = attempts + 1 FROM free f WHERE i.id = f.id
        RETURNING i.attempts
        """
    let id: Identifier<FileImport>

    var parameters: [Value] { [id.value] }
    static func decode(_ row: inout Row) throws -> Int64 { try row.next() }
}

/// Takes back an attempt that failed for nothing that lies in the import.
struct ForgiveAttempt: VenueStatement {
    typealias Output = Void
    static let sql = "UPDATE imports SET attempts = GREATEST(attempts - 1, 0) WHERE id = $1 AND status = 'running'"
    let id: Identifier<FileImport>

    var parameters: [Value] { [id.value] }
}

/// An import a worker is at.
struct ImportUnderWay: Sendable {
    let id: Identifier<FileImport>
    let kind: ImportKind
    let source: Source
    let isPreview: Bool
    /// When its undated lines count as told.
    let arrivedAt: Instant
    let parts: Int64
    let isSettled: Bool
    let finishedParts: Int64
}

/// Takes an unfinished import for this transaction, once another that has it has ended; no row when it is finished.
struct TakeImport: VenueStatement {
    static let sql = """
        SELECT id, kind, source, is_preview, COALESCE(arrived_at, created_at), parts, is_settled, finished_parts
        FROM imports WHERE id = $1 AND status IN ('queued', 'running') FOR UPDATE
        """
    let id: Identifier<FileImport>

    var parameters: [Value] { [id.value] }
    static func decode(_ row: inout Row) throws -> ImportUnderWay {
        let id: Identifier<FileImport> = try row.next()
        let kind: ImportKind = try row.next()
        guard let source = Source(try row.next()) else { throw StoreFailure.fault("an import has no source") }
        return ImportUnderWay(
            id: id, kind: kind, source: source, isPreview: try row.next(), arrivedAt: try row.next(),
            parts: try row.next(), isSettled: try row.next(), finishedParts: try row.next())
    }
}

/// Takes an unfinished import for this transaction; no row when it is finished or another transaction has it.
struct TakeFreeImport: VenueStatement {
    static let sql = """
        SELECT id FROM imports WHERE id = $1 AND status IN ('queued', 'running', 'previewed') FOR UPDATE SKIP LOCKED
        """
    let id: Identifier<FileImport>

    var parameters: [Value] { [id.value] }
    static func decode(_ row: inout Row) throws -> Identifier<FileImport> { try row.next() }
}

/// Adds what became of a part, which is then behind.
///
/// An import that comes forward may be tried again from the first.
struct AdvanceImport: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE imports SET finished_parts = $2 + 1, attempts = 0, accepted_lines = accepted_lines + $3,
            refused_lines = refused_lines + $4, new_orders = new_orders + $5, new_lines = new_lines + $6,
            changed_lines = changed_lines + $7, superseded_lines = superseded_lines + $8
        WHERE id = $1
        """
    let id: Identifier<FileImport>
    let part: Int64
    let counts: FileImport.Counts

    var parameters: [Value] {
        [id.value]
            + [
                part, counts.acceptedLines, counts.refusedLines, counts.newOrders, counts.newLines, counts.changedLines,
                counts.supersededLines,
            ].map { .int64($0) }
    }
}

/// Ends an import whose parts are all behind: done, or previewed.
struct FinishImport: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE imports SET status = CASE WHEN is_preview THEN 'previewed' ELSE 'done' END, finished_at = $2 WHERE id = $1
        """
    let id: Identifier<FileImport>
    let at: Instant

    var parameters: [Value] { [id.value, at.value] }
}

/// Gives an import up; what was applied stays.
struct FailImport: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE imports SET status = 'failed', failure = $2, finished_at = $3
        WHERE id = $1 AND status IN ('queued', 'running')
        """
    let id: Identifier<FileImport>
    let failure: String
    let at: Instant

    var parameters: [Value] { [id.value, .text(failure), at.value] }
}

/// Keeps the refused lines of a part for the report.
struct KeepRefusals: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH refused AS MATERIALIZED (
            SELECT line, reasons FROM unnest($2::bigint[], $3::text[]) AS r (line, reasons)
        )
        INSERT INTO import_refusals (import_id, line, reasons)
        SELECT $1, line, string_to_array(reasons, ',') FROM refused ORDER BY line
        """
    let id: Identifier<FileImport>
    let refusals: [RefusedLine]

    var parameters: [Value] {
        [
            id.value, .int64s(refusals.map(\.line)),
            .texts(refusals.map { $0.reasons.map(\.rawValue).joined(separator: ",") }),
        ]
    }
}
