import CLibPQ

// What libpq reports, as `PostgresError`.
extension Connection {
    func lost() -> PostgresError {
        PostgresError(.connectionLost, detail: "the connection to PostgreSQL broke")
    }

    /// The error a result carries, by its SQLSTATE; nil for a good one.
    func serverError(_ result: OpaquePointer) -> PostgresError? {
        switch PQresultStatus(result) {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_PIPELINE_ABORTED: break
        default: return nil
        }
        func field(_ code: UInt8) -> String? {
            PQresultErrorField(result, Int32(code)).map { String(cString: $0) }
        }
        // Without a SQLSTATE it is libpq that speaks: the link is broken or out of step.
        guard let sqlState = field(UInt8(ascii: "C")) else { return lost() }
        // The primary message may quote data (class 22); the constraint and the table never do.
        let isQuoting = sqlState.hasPrefix("22") || sqlState.hasPrefix("23")
        return PostgresError(
            PQstatus(handle) == CONNECTION_OK ? .server : .connectionLost,
            detail: isQuoting ? "" : field(UInt8(ascii: "M")) ?? "",
            sqlState: sqlState,
            constraint: field(UInt8(ascii: "n")),
            copyLine: Self.copyLine(field(UInt8(ascii: "W"))))
    }

    /// The line number in a context such as `COPY import_rows, line 12, column amount: "…"`; the rest of it is data.
    ///
    /// The server says "line" in its own language, and a trigger's context comes before the COPY's.
    static func copyLine(_ context: String?) -> Int? {
        guard let copy = context?.split(separator: "\n").first(where: { $0.hasPrefix("COPY ") }),
            let comma = copy.firstIndex(of: ",")
        else { return nil }
        return Int(copy[comma...].drop { !$0.isNumber }.prefix { $0.isNumber })
    }
}
