import CLibPQ

/// The rows of one answer.
///
/// Owns the `PGresult` and clears it; immutable, so any thread may read it.
package final class QueryResult: @unchecked Sendable {
    private let result: OpaquePointer

    /// Takes ownership of `result`.
    init(owning result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(result)
    }

    package var count: Int { Int(PQntuples(result)) }

    /// Rows written, or returned by a SELECT; 0 for other statements.
    package var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// What the server says it did, such as `COMMIT` or `INSERT 0 3`.
    package var commandTag: String { String(cString: PQcmdStatus(result)) }

    package var columnCount: Int { Int(PQnfields(result)) }

    package subscript(row: Int) -> Row { Row(result: self, index: row) }

    /// All rows through a statement's decoder.
    package func decoded<Output>(_ decode: (inout Row) throws -> Output) throws -> [Output] {
        try (0..<count).map { index in
            var row = self[index]
            return try decode(&row)
        }
    }

    fileprivate func cell(row: Int, column: Int) -> Cell {
        let (row, column) = (Int32(row), Int32(column))
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else {
            return Cell(type: PQftype(result, column), isText: PQfformat(result, column) == 0, bytes: nil)
        }
        let length = Int(PQgetlength(result, row, column))
        return Cell(
            type: PQftype(result, column), isText: PQfformat(result, column) == 0,
            bytes: UnsafeRawBufferPointer(start: start, count: length))
    }
}

/// One row, read column after column in the order of the select list.
package struct Row {
    fileprivate let result: QueryResult
    fileprivate let index: Int
    private var column = 0

    fileprivate init(result: QueryResult, index: Int) {
        self.result = result
        self.index = index
    }

    /// The next column; a NULL or another type is a `PostgresError` of kind `unexpectedResult`.
    package mutating func next<T: PostgresDecodable>(as type: T.Type = T.self) throws(PostgresError) -> T {
        guard let value = try nextIfPresent(as: type) else { throw unexpected("NULL", in: column - 1) }
        return value
    }

    /// The next column, nil for NULL.
    package mutating func nextIfPresent<T: PostgresDecodable>(as type: T.Type = T.self) throws(PostgresError) -> T? {
        guard column < result.columnCount else { throw unexpected("no such column", in: column) }
        defer { column += 1 }
        return try withExtendedLifetime(result) { () throws(PostgresError) -> T? in
            let cell = result.cell(row: index, column: column)
            guard cell.bytes != nil else { return nil }
            guard let value = T(cell: cell) else { throw unexpected("type \(cell.type) is not \(T.self)", in: column) }
            return value
        }
    }

    private func unexpected(_ what: String, in column: Int) -> PostgresError {
        PostgresError(.unexpectedResult, detail: "column \(column + 1): \(what)")
    }
}

/// One column of one row as the server sent it.
///
/// Valid only during decoding.
package struct Cell {
    package let type: UInt32
    package let isText: Bool
    package let bytes: UnsafeRawBufferPointer?
}
