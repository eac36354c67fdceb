import CLibPQ
import Foundation

// Non-blocking libpq, driven by `poll` on the connection's own thread.
extension Connection {
    func openHandle() throws(PostgresError) -> OpaquePointer {
        guard let handle else { throw PostgresError(.connectionLost, detail: "the connection is closed") }
        return handle
    }

    /// Waits for the socket, the deadline or an interruption, whichever is first.
    func wait(for events: Int16) throws(PostgresError) {
        let socket = PQsocket(try openHandle())
        while true {
            let left = max(0, (deadline - .now).milliseconds + 1)
            var isInterrupted: Int32 = 0
            let ready = sicstine_wait(socket, events, interruption.descriptor, Int32(clamping: left), &isInterrupted)
            if isInterrupted != 0 { throw PostgresError(.cancelled) }
            if ready > 0 { return }
            if ready == 0 {
                guard deadline > .now else { throw PostgresError(.timeout) }
            } else if errno != EINTR {
                throw PostgresError(.connectionLost, detail: "poll failed")
            }
        }
    }

    /// Hands libpq a text of statements without parameters, and sends it.
    func sendScript(_ sql: String) throws(PostgresError) {
        let handle = try openHandle()
        try Self.refuseNUL(inSQL: sql)
        guard PQsendQuery(handle, sql) == 1 else { throw lost() }
        try flush()
    }

    /// A C string ends at NUL: what follows would be dropped without a word.
    static func refuseNUL(inSQL sql: String) throws(PostgresError) {
        guard !sql.utf8.contains(0) else { throw PostgresError(.invalidParameter, detail: "the statement holds NUL") }
    }

    /// Sends what libpq has buffered, reading meanwhile so that neither side waits for the other for ever.
    func flush() throws(PostgresError) {
        let handle = try openHandle()
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                try wait(for: Int16(POLLIN) | Int16(POLLOUT))
                guard PQconsumeInput(handle) == 1 else { throw lost() }
            default: throw lost()
            }
        }
    }

    /// The next result of the request under way; nil at its end.
    ///
    /// libpq repeats the start of a COPY until its data is dealt with, so one that nobody expects is an error.
    func nextResult(expecting copy: ExecStatusType? = nil) throws(PostgresError) -> OpaquePointer? {
        let handle = try openHandle()
        while PQisBusy(handle) == 1 {
            try wait(for: Int16(POLLIN))
            guard PQconsumeInput(handle) == 1 else { throw lost() }
        }
        guard let result = PQgetResult(handle) else { return nil }
        switch PQresultStatus(result) {
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            if PQresultStatus(result) == copy { return result }
            PQclear(result)
            throw PostgresError(.unexpectedResult, detail: "the statement is a COPY of another kind than expected")
        default: return result
        }
    }

    /// Reads to the end of the request.
    ///
    /// The first error is thrown once everything is read: the connection stays in step. `each` owns the result it gets.
    func drain(_ each: (OpaquePointer) throws(PostgresError) -> Void = { PQclear($0) }) throws(PostgresError) {
        var failure: PostgresError?
        do throws(PostgresError) {
            while let result = try nextResult() {
                if let error = serverError(result) {
                    PQclear(result)
                    if error.kind == .connectionLost { throw error }
                    failure = failure ?? error
                } else {
                    try each(result)
                }
            }
        } catch {
            // A server that hangs up may have said why.
            guard error.kind == .connectionLost, var reason = failure else { throw error }
            reason.kind = .connectionLost
            throw reason
        }
        if let failure { throw failure }
    }
}
