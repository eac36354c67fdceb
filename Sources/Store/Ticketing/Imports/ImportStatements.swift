package import Domain
package import Postgres

/// Writes down an import whose rows are received in the same transaction.
package struct CreateImport: VenueStatement {
    package typealias Output = Identifier<FileImport>
    package static let sql = """
        INSERT INTO imports (status, kind, source, is_preview, created_at) VALUES ('queued', $1, $2, $3, $4) RETURNING id
        """
    let options: ImportOptions
    let at: Instant

    package init(options: ImportOptions, at: Instant) {
        self.options = options
        self.at = at
    }

    package var parameters: [Value] {
        [options.kind.value, .text(options.source.rawValue), .bool(options.isPreview), at.value]
    }
    package static func decode(_ row: inout Row) throws -> Identifier<FileImport> { try row.next() }
}

/// Says what the file held.
struct CompleteReception: VenueStatement {
    typealias Output = Void
    static let sql = "UPDATE imports SET lines = $2, parts = $3, digest = $4 WHERE id = $1"
    let id: Identifier<FileImport>
    let file: ReceivedFile

    var parameters: [Value] { [id.value, .int64(file.lines), .int64(file.parts), .bytes(file.digest)] }
}

/// The columns of an import, in the order in which it is decoded.
private let importColumns = """
    id, kind, source, status, is_preview, lines, refused_lines, new_orders, new_lines, changed_lines,
    accepted_lines - new_lines - changed_lines - superseded_lines, superseded_lines, failure, created_at, finished_at
    """

/// One import by its id.
package struct FindImport: VenueStatement {
    package static let sql = "SELECT \(importColumns) FROM imports WHERE id = $1"
    let id: Identifier<FileImport>

    package init(id: Identifier<FileImport>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> FileImport { try FileImport(&row) }
}

/// A page of imports.
package struct ListImports: VenueStatement {
    package static let sql = "SELECT \(importColumns) FROM imports WHERE id > $1 ORDER BY id LIMIT $2"
    let page: Page<FileImport>

    package init(page: Page<FileImport>) {
        self.page = page
    }

    package var parameters: [Value] { [page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> FileImport { try FileImport(&row) }
}

/// The import that stands for a content.
///
/// One that ended badly or refused lines stands in nobody's way.
package struct ImportOfContent: VenueStatement {
    package static let sql = """
        SELECT \(importColumns) FROM imports
        WHERE digest = $1
            AND (status IN ('queued', 'running') OR (status IN ('previewed', 'done') AND refused_lines = 0))
        """
    let digest: [UInt8]

    package init(digest: [UInt8]) {
        self.digest = digest
    }

    package var parameters: [Value] { [.bytes(digest)] }
    package static func decode(_ row: inout Row) throws -> FileImport { try FileImport(&row) }
}

/// A page of an import's refused lines, after a line number.
package struct ListRefusals: VenueStatement {
    package static let sql = """
        SELECT line, reasons FROM import_refusals WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3
        """
    let id: Identifier<FileImport>
    let page: Page<RefusedLine>

    package init(id: Identifier<FileImport>, page: Page<RefusedLine>) {
        self.id = id
        self.page = page
    }

    package var parameters: [Value] { [id.value, page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> RefusedLine {
        RefusedLine(line: try row.next(), reasons: try row.next(as: [String].self).compactMap(RefusalReason.init))
    }
}

/// The imports no worker has finished.
package struct UnfinishedImports: VenueStatement {
    package static let sql = "SELECT id FROM imports WHERE status IN ('queued', 'running') ORDER BY id"

    package init() {}

    package var parameters: [Value] { [] }
    package static func decode(_ row: inout Row) throws -> Identifier<FileImport> { try row.next() }
}

/// Has a previewed import applied, its counts from the beginning; no row when it was not previewed.
struct ApplyPreview: VenueStatement {
    static let sql = """
        UPDATE imports SET status = 'queued', is_preview = false, finished_parts = 0, attempts = 0, arrived_at = $2,
            finished_at = NULL, accepted_lines = 0, refused_lines = 0, new_orders = 0, new_lines = 0, changed_lines = 0,
            superseded_lines = 0
        WHERE id = $1 AND status = 'previewed'
        RETURNING id
        """
    let id: Identifier<FileImport>
    let at: Instant

    var parameters: [Value] { [id.value, at.value] }
    static func decode(_ row: inout Row) throws -> Identifier<FileImport> { try row.next() }
}

/// Forgets the refusals of a preview.
struct DropRefusals: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM import_refusals WHERE import_id = $1"
    let id: Identifier<FileImport>

    var parameters: [Value] { [id.value] }
}

/// Withdraws an import; what was applied stays.
///
/// No row when it has ended.
struct CancelImport: VenueStatement {
    static let sql = """
        UPDATE imports SET status = 'cancelled', finished_at = $2
        WHERE id = $1 AND status IN ('queued', 'running', 'previewed')
        RETURNING id
        """
    let id: Identifier<FileImport>
    let at: Instant

    var parameters: [Value] { [id.value, at.value] }
    static func decode(_ row: inout Row) throws -> Identifier<FileImport> { try row.next() }
}

extension FileImport {
    fileprivate init(_ row: inout Row) throws {
        let id: Identifier<FileImport> = try row.next()
        let kind: ImportKind = try row.next()
        guard let source = Source(try row.next()) else { throw StoreFailure.fault("an import has no source") }
        let status: Status = try row.next()
        let isPreview: Bool = try row.next()
        var counts = Counts()
        counts.lines = try row.next()
        counts.refusedLines = try row.next()
        counts.newOrders = try row.next()
        counts.newLines = try row.next()
        counts.changedLines = try row.next()
        counts.unchangedLines = try row.next()
        counts.supersededLines = try row.next()
        self.init(
            id: id, kind: kind, source: source, status: status, isPreview: isPreview, counts: counts,
            failure: try row.nextIfPresent(), createdAt: try row.next(), finishedAt: try row.nextIfPresent())
    }
}

/// Marks the contacts noted with an import.
struct MarkImportedContacts: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH touched AS MATERIALIZED (SELECT DISTINCT contact_id FROM import_marks WHERE import_id = $1)
        INSERT INTO indicator_marks (contact_id, marked_at) SELECT contact_id, $2 FROM touched
        """
    let id: Identifier<FileImport>
    let at: Instant

    var parameters: [Value] { [id.value, at.value] }
}

/// Drops what was noted with an import.
struct DropImportMarks: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM import_marks WHERE import_id = $1"
    let id: Identifier<FileImport>

    var parameters: [Value] { [id.value] }
}
