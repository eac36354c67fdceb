import CLibPQ

extension Connection {
    /// Runs one statement with bound parameters and returns its rows.
    package nonisolated func query(
        _ sql: String, _ parameters: [Value] = [], timeout: Duration? = nil
    ) async throws(PostgresError) -> QueryResult {
        try await request(timeout: timeout ?? requestTimeout) { (self) throws(PostgresError) in
            try self.send(sql, try EncodedParameters(parameters))
            try self.flush()
            return try self.singleResult()
        }
    }

    /// Runs several statements without parameters in one round trip and returns their results in order.
    ///
    /// `sql` is a constant of the caller's, never input. The first error stops the rest.
    package nonisolated func script(
        _ sql: String, timeout: Duration? = nil
    ) async throws(PostgresError) -> [QueryResult] {
        try await request(timeout: timeout ?? requestTimeout) { (self) throws(PostgresError) in
            try self.sendScript(sql)
            var results: [QueryResult] = []
            try self.drain { results.append(QueryResult(owning: $0)) }
            return results
        }
    }

    /// Runs several statements in pipeline mode: one round trip, results in order, the first error skips the rest and
    /// is thrown.
    ///
    /// Call it inside a transaction, so that what ran before the error is undone too.
    package nonisolated func pipeline(
        _ requests: [(sql: String, parameters: [Value])], timeout: Duration? = nil
    ) async throws(PostgresError) -> [QueryResult] {
        try await request(timeout: timeout ?? requestTimeout) { (self) throws(PostgresError) in
            let handle = try self.openHandle()
            // All is checked before anything is sent: a refusal half-way would leave the rest of the pipeline to the
            // next caller.
            var encoded: [EncodedParameters] = []
            for request in requests {
                try Self.refuseNUL(inSQL: request.sql)
                encoded.append(try EncodedParameters(request.parameters))
            }
            guard PQenterPipelineMode(handle) == 1 else { throw self.lost() }
            for (request, parameters) in zip(requests, encoded) { try self.send(request.sql, parameters) }
            guard PQpipelineSync(handle) == 1 else { throw self.lost() }
            try self.flush()
            let outcome = try self.pipelineResults(count: requests.count)
            guard PQexitPipelineMode(handle) == 1 else { throw self.lost() }
            return try outcome.get()
        }
    }

    private func pipelineResults(count: Int) throws(PostgresError) -> Result<[QueryResult], PostgresError> {
        var results: [QueryResult] = []
        var failure: PostgresError?
        for _ in 0..<count {
            // Each request ends with a nil of its own.
            while let result = try nextResult() {
                if let error = serverError(result) {
                    let isSkipped = PQresultStatus(result) == PGRES_PIPELINE_ABORTED
                    PQclear(result)
                    if error.kind == .connectionLost && !isSkipped { throw error }
                    failure = failure ?? error
                } else {
                    results.append(QueryResult(owning: result))
                }
            }
        }
        guard let sync = try nextResult(), PQresultStatus(sync) == PGRES_PIPELINE_SYNC else { throw lost() }
        PQclear(sync)
        return failure.map { .failure($0) } ?? .success(results)
    }

    /// Hands one statement to libpq, parameters and results in binary form.
    private func send(_ sql: String, _ parameters: EncodedParameters) throws(PostgresError) {
        let handle = try openHandle()
        try Self.refuseNUL(inSQL: sql)
        let sent = parameters.withPointers { values in
            PQsendQueryParams(
                handle, sql, Int32(parameters.types.count), parameters.types, values, parameters.lengths,
                parameters.formats, 1)
        }
        guard sent == 1 else { throw lost() }
    }

    private func singleResult() throws(PostgresError) -> QueryResult {
        var answer: QueryResult?
        try drain { answer = QueryResult(owning: $0) }
        guard let answer else { throw PostgresError(.unexpectedResult, detail: "no result") }
        return answer
    }
}
