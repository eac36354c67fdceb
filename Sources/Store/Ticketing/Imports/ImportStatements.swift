package import Domain
package import Postgres

/// Writes down an import whose rows were received in the same transaction.
package struct CreateImport: VenueStatement {
    package typealias Output = Identifier<OrderImport>
    package static let sql = """
        INSERT INTO imports (status, created_at) VALUES ('queued', $1) RETURNING id
        """
    let at: Instant

    package init(at: Instant) {
        self.at = at
    }

    package var parameters: [Value] { [at.value] }
    package static func decode(_ row: inout Row) throws -> Identifier<OrderImport> { try row.next() }
}

/// Says how many lines the file held.
struct CountReceivedLines: VenueStatement {
    typealias Output = Void
    static let sql = "UPDATE imports SET lines = $2 WHERE id = $1"
    let id: Identifier<OrderImport>
    let lines: Int64

    var parameters: [Value] { [id.value, .int64(lines)] }
}

/// One import by its id.
package struct FindImport: VenueStatement {
    package static let sql = """
        SELECT id, status, failure, lines, accepted_lines, refused_lines, new_orders, new_lines, changed_lines,
            created_at, finished_at
        FROM imports WHERE id = $1
        """
    let id: Identifier<OrderImport>

    package init(id: Identifier<OrderImport>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> OrderImport { try OrderImport(&row) }
}

/// A page of imports.
package struct ListImports: VenueStatement {
    package static let sql = """
        SELECT id, status, failure, lines, accepted_lines, refused_lines, new_orders, new_lines, changed_lines,
            created_at, finished_at
        FROM imports WHERE id > $1 ORDER BY id LIMIT $2
        """
    let page: Page<OrderImport>

    package init(page: Page<OrderImport>) {
        self.page = page
    }

    package var parameters: [Value] { [page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> OrderImport { try OrderImport(&row) }
}

/// A page of an import's refused lines, after a line number.
package struct ListRefusals: VenueStatement {
    package static let sql = """
        SELECT line, reasons FROM import_refusals WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3
        """
    let id: Identifier<OrderImport>
    let page: Page<RefusedLine>

    package init(id: Identifier<OrderImport>, page: Page<RefusedLine>) {
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
    package static func decode(_ row: inout Row) throws -> Identifier<OrderImport> { try row.next() }
}

/// Counts an attempt at an import before it begins; no row when it is finished or another worker has it.
struct BeginImport: VenueStatement {
    static let sql = """
        WITH free AS MATERIALIZED (
            SELECT id FROM imports WHERE id = $1 AND status IN ('queued', 'running') FOR UPDATE SKIP LOCKED
        )
        UPDATE imports i SET status = 'running', attempts = attempts + 1 FROM free f WHERE i.id = f.id
        RETURNING i.attempts
        """
    let id: Identifier<OrderImport>

    var parameters: [Value] { [id.value] }
    static func decode(_ row: inout Row) throws -> Int64 { try row.next() }
}

/// Takes an unfinished import for this transaction; no row when it is finished or another worker has it.
struct TakeImport: VenueStatement {
    static let sql = """
        SELECT id FROM imports WHERE id = $1 AND status IN ('queued', 'running') FOR UPDATE SKIP LOCKED
        """
    let id: Identifier<OrderImport>

    var parameters: [Value] { [id.value] }
    static func decode(_ row: inout Row) throws -> Identifier<OrderImport> { try row.next() }
}

/// Ends an import with its counts.
struct FinishImport: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE imports SET status = 'done', finished_at = $2, accepted_lines = $3, refused_lines = $4,
            new_orders = $5, new_lines = $6, changed_lines = $7
        WHERE id = $1
        """
    let id: Identifier<OrderImport>
    let counts: OrderImport.Counts
    let at: Instant

    var parameters: [Value] {
        [
            id.value, at.value, .int64(counts.acceptedLines), .int64(counts.refusedLines), .int64(counts.newOrders),
            .int64(counts.newLines), .int64(counts.changedLines),
        ]
    }
}

/// Gives an import up: nothing of it was kept.
struct FailImport: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE imports SET status = 'failed', failure = $2, finished_at = $3
        WHERE id = $1 AND status IN ('queued', 'running')
        """
    let id: Identifier<OrderImport>
    let failure: String
    let at: Instant

    var parameters: [Value] { [id.value, .text(failure), at.value] }
}

/// Withdraws an import: nothing of it was kept.
struct CancelImport: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE imports SET status = 'cancelled', finished_at = $2 WHERE id = $1 AND status IN ('queued', 'running')
        """
    let id: Identifier<OrderImport>
    let at: Instant

    var parameters: [Value] { [id.value, at.value] }
}

extension OrderImport {
    fileprivate init(_ row: inout Row) throws {
        let id: Identifier<OrderImport> = try row.next()
        let status: Status = try row.next()
        let failure: String? = try row.nextIfPresent()
        var counts = Counts()
        counts.lines = try row.next()
        counts.acceptedLines = try row.next()
        counts.refusedLines = try row.next()
        counts.newOrders = try row.next()
        counts.newLines = try row.next()
        counts.changedLines = try row.next()
        self.init(
            id: id, status: status, counts: counts, failure: failure, createdAt: try row.next(),
            finishedAt: try row.nextIfPresent())
    }
}
