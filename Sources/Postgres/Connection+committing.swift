import CLibPQ

// How a transaction ends. Both run to their end whatever becomes of the calling task: a COMMIT broken off leaves a
// doubt, a ROLLBACK broken off costs a connection.
extension Connection {
    /// Commits, or says what is known.
    ///
    /// `commitOutcomeUnknown` only when COMMIT was sent and its answer never came.
    nonisolated func commit() async throws(PostgresError) {
        try await uninterruptibleRequest { (self) throws(PostgresError) in
            _ = try self.openHandle()
            var answer: QueryResult?
            do throws(PostgresError) {
                try self.sendScript("COMMIT")
                try self.drain { answer = QueryResult(owning: $0) }
            } catch {
                guard error.kind == .server else {
                    throw PostgresError(.commitOutcomeUnknown, detail: error.detail, sqlState: error.sqlState)
                }
                throw error
            }
            // PostgreSQL answers ROLLBACK, without an error, when a statement of the transaction had failed.
            guard answer?.commandTag == "COMMIT" else {
                throw PostgresError(
                    .unexpectedResult, detail: "a statement had failed: the transaction was rolled back")
            }
        }
    }

    /// Undoes, or closes the connection where that fails: either way nothing is kept.
    nonisolated func rollBack() async {
        do throws(PostgresError) {
            try await uninterruptibleRequest { (self) throws(PostgresError) in
                try self.sendScript("ROLLBACK")
                try self.drain()
            }
        } catch {
            await close()
        }
    }
}
