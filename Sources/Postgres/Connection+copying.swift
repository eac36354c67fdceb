import CLibPQ

extension Connection {
    /// Starts `COPY … FROM STDIN`; follow with `writeCopy` and `finishCopy`, or `abortCopy`.
    package nonisolated func startCopy(_ sql: String) async throws(PostgresError) {
        try await request(timeout: requestTimeout) { (self) throws(PostgresError) in
            try self.sendScript(sql)
            _ = try self.advanceToCopyIn()
        }
    }

    /// Sends bytes, waiting while the server reads slower than we write.
    package nonisolated func writeCopy(_ bytes: [UInt8]) async throws(PostgresError) {
        try await request(timeout: requestTimeout) { (self) throws(PostgresError) in
            try self.putCopy(bytes)
            try self.flush()
        }
    }

    /// Ends the COPY and returns the number of rows stored.
    package nonisolated func finishCopy() async throws(PostgresError) -> Int {
        try await request(timeout: requestTimeout) { (self) throws(PostgresError) in
            try self.endCopy(refusing: nil)
            return try self.copyOutcome()
        }
    }

    /// Ends the COPY with an error: the server stores nothing of it.
    package nonisolated func abortCopy() async throws(PostgresError) {
        try await request(timeout: requestTimeout) { (self) throws(PostgresError) in
            try self.endCopy(refusing: "refused by the client")
            do throws(PostgresError) { _ = try self.copyOutcome() } catch { if error.kind != .server { throw error } }
        }
    }

    /// Runs a script that holds a `COPY … FROM STDIN` for each of `files`, feeding them in order: a round trip more than there
    /// are files, however many statements it has.
    ///
    /// `verify` sees each result before the first COPY that has columns, even without a row; false ends everything unstored
    /// and closes the connection. Returns the number of rows the last COPY stored.
    package nonisolated func script(
        _ sql: String, copying files: [[UInt8]], verify: @escaping @Sendable (QueryResult) -> Bool
    ) async throws(PostgresError) -> Int {
        try await request(timeout: requestTimeout) { (self) throws(PostgresError) in
            try self.sendScript(sql)
            for file in files {
                let before = try self.advanceToCopyIn()
                guard before.allSatisfy({ $0.columnCount == 0 || verify($0) }) else {
                    throw PostgresError(.wrongSession)
                }
                try self.putCopy(file)
                try self.endCopy(refusing: nil)
            }
            return try self.copyOutcome()
        }
    }

    /// Runs `COPY … TO STDOUT` and hands each row's bytes to `receive` on the connection's thread, as they come.
    ///
    /// What was received before an error is thrown is not the whole.
    package nonisolated func copyOut(
        _ sql: String, _ receive: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) async throws(PostgresError) {
        try await request(timeout: requestTimeout) { (self) throws(PostgresError) in
            let handle = try self.openHandle()
            try self.sendScript(sql)
            try self.advanceToCopyOut()
            var row: UnsafeMutablePointer<CChar>?
            while true {
                let length = PQgetCopyData(handle, &row, 1)
                if length > 0 {
                    receive(UnsafeRawBufferPointer(start: row, count: Int(length)))
                    PQfreemem(row)
                } else if length == 0 {
                    try self.wait(for: Int16(POLLIN))
                    guard PQconsumeInput(handle) == 1 else { throw self.lost() }
                } else {
                    break
                }
            }
            try self.drain()
        }
    }

    /// Reads results up to the COPY's start and returns those before it.
    private func advanceToCopyIn() throws(PostgresError) -> [QueryResult] {
        var before: [QueryResult] = []
        while let result = try nextResult(expecting: PGRES_COPY_IN) {
            if let error = serverError(result) { return try finish(result, with: error) }
            if PQresultStatus(result) == PGRES_COPY_IN {
                PQclear(result)
                return before
            }
            before.append(QueryResult(owning: result))
        }
        throw PostgresError(.unexpectedResult, detail: "the statement is not a COPY FROM STDIN")
    }

    private func advanceToCopyOut() throws(PostgresError) {
        guard let result = try nextResult(expecting: PGRES_COPY_OUT) else { throw lost() }
        if let error = serverError(result) { return try finish(result, with: error) }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COPY_OUT else {
            throw PostgresError(.unexpectedResult, detail: "the statement is not a COPY TO STDOUT")
        }
    }

    /// Reads what follows an error, then throws it.
    private func finish<T>(_ result: OpaquePointer, with error: PostgresError) throws(PostgresError) -> T {
        PQclear(result)
        try drain()
        throw error
    }

    private func putCopy(_ bytes: [UInt8]) throws(PostgresError) {
        let handle = try openHandle()
        // Pieces keep libpq's buffer small and let a server error be seen early.
        let piece = 1 << 18
        var start = 0
        while start < bytes.count {
            let end = min(start + piece, bytes.count)
            let sent = bytes[start..<end].withUnsafeBytes { buffer in
                PQputCopyData(handle, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count))
            }
            switch sent {
            case 1: start = end
            case 0: break
            default: throw lost()
            }
            try flush()
        }
    }

    private func endCopy(refusing reason: String?) throws(PostgresError) {
        let handle = try openHandle()
        while true {
            switch PQputCopyEnd(handle, reason) {
            case 1: return try flush()
            case 0: try flush()
            default: throw lost()
            }
        }
    }

    /// The rows stored by the COPY just ended; later statements of the same script run to their end too.
    private func copyOutcome() throws(PostgresError) -> Int {
        var rows: Int?
        try drain {
            let result = QueryResult(owning: $0)
            rows = rows ?? result.affectedRows
        }
        return rows ?? 0
    }
}
