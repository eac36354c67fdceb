/// Why a request to PostgreSQL failed.
///
/// `description` is safe to log: it never holds data, parameters or connection strings.
package struct PostgresError: Error, Hashable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// No connection could be made.
        case connectionFailed
        /// The connection broke; what was under way has an unknown outcome unless it was a read.
        case connectionLost
        /// The deadline passed; the statement was cancelled and its connection closed.
        case timeout
        /// The calling task was cancelled; the statement was cancelled and its connection closed.
        case cancelled
        /// No connection became free in time: shed load and ask the caller to come back.
        case poolExhausted
        case poolClosed
        /// The connection broke while COMMIT was under way: committed or not, only the data can tell.
        case commitOutcomeUnknown
        /// PostgreSQL refused the statement; see `sqlState`.
        case server
        /// A parameter cannot be represented, such as a text holding NUL.
        case invalidParameter
        /// The answer has another shape than the statement's type expects.
        case unexpectedResult
        /// The session is not the one asked for; its connection was closed.
        case wrongSession
    }

    package var kind: Kind
    /// The five characters of SQLSTATE, when the server answered.
    package var sqlState: String?
    /// The violated constraint's name, where the server says it.
    package var constraint: String?
    /// The line of COPY data at fault, counted from 1.
    package var copyLine: Int?
    /// What to tell an operator, without data.
    package var detail: String

    package init(
        _ kind: Kind, detail: String = "", sqlState: String? = nil, constraint: String? = nil, copyLine: Int? = nil
    ) {
        self.kind = kind
        self.detail = detail
        self.sqlState = sqlState
        self.constraint = constraint
        self.copyLine = copyLine
    }

    package var description: String {
        var text = "postgres: \(kind)"
        if let sqlState { text += " SQLSTATE \(sqlState)" }
        if let constraint { text += " constraint \(constraint)" }
        if let copyLine { text += " at line \(copyLine)" }
        return detail.isEmpty ? text : text + ": " + detail
    }

    /// Whether the same work may succeed if tried again as it is.
    ///
    /// `commitOutcomeUnknown` is not: it must be resolved by looking at the data, or be repeated under a unique key.
    package var isRetryable: Bool {
        switch kind {
        case .connectionFailed, .connectionLost, .timeout, .poolExhausted: true
        case .cancelled, .poolClosed, .commitOutcomeUnknown, .invalidParameter, .unexpectedResult, .wrongSession: false
        case .server: Self.isRetryable(sqlState: sqlState ?? "")
        }
    }

    /// Serialization failures, deadlocks, locks not had, lost or refused connections, shutdowns, exhausted resources.
    private static func isRetryable(sqlState: String) -> Bool {
        switch sqlState {
        case "40001", "40P01", "55P03", "57P01", "57P02", "57P03", "57014": true
        default: sqlState.hasPrefix("08") || sqlState.hasPrefix("53")
        }
    }
}
