/// How a transaction begins: its statements in one round trip, and the check that they had their effect.
package struct TransactionOpening: Sendable {
    /// Statements without parameters, `BEGIN` first; the last returns one boolean, true when the session is the one
    /// asked for.
    package let script: String

    package init(script: String) {
        self.script = script
    }
}

/// A transaction under way on one connection.
///
/// Not to be kept beyond the closure it was given to.
package struct Transaction: Sendable {
    package let connection: Connection

    /// All rows of a statement.
    package func all<S: Statement>(_ statement: S) async throws -> [S.Output] {
        try await connection.query(S.sql, statement.parameters).decoded(S.decode)
    }

    /// The first row of a statement, if any.
    package func first<S: Statement>(_ statement: S) async throws -> S.Output? {
        let result = try await connection.query(S.sql, statement.parameters)
        guard result.count > 0 else { return nil }
        var row = result[0]
        return try S.decode(&row)
    }

    /// Runs a statement for its effect and returns the number of rows it wrote.
    @discardableResult
    package func run<S: Statement>(_ statement: S, timeout: Duration? = nil) async throws(PostgresError) -> Int {
        try await connection.query(S.sql, statement.parameters, timeout: timeout).affectedRows
    }
}

extension Pool {
    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws or its task was cancelled.
    ///
    /// A connection lost during COMMIT throws `commitOutcomeUnknown`: the work may or may not be there. Every other
    /// error means that it is not.
    package func withTransaction<T: Sendable>(
        _ opening: TransactionOpening, _ body: (Transaction) async throws -> T
    ) async throws -> T {
        try await withConnection { connection in
            let opened = try await connection.script(opening.script)
            guard try Self.isAsked(opened.last) else {
                await connection.close()
                throw PostgresError(.wrongSession, detail: "the session did not take the role and path asked for")
            }
            let value: T
            do {
                value = try await body(Transaction(connection: connection))
                if Task.isCancelled { throw PostgresError(.cancelled) }
            } catch {
                await connection.rollBack()
                throw error
            }
            try await connection.commit()
            return value
        }
    }

    private static func isAsked(_ check: QueryResult?) throws(PostgresError) -> Bool {
        guard let check, check.count == 1, check.columnCount == 1 else { return false }
        var row = check[0]
        return try row.nextIfPresent(as: Bool.self) ?? false
    }
}
