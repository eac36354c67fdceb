/// An error answered by Redis, reduced to its code: the rest of the line may quote the arguments.
package struct ServerError: Error, Sendable, Equatable {
    /// The first word of the error line, such as `OOM` or `NOSCRIPT`; `ERR` when it is no code.
    package let code: String

    package init(code: String) {
        self.code = code
    }

    /// Takes the code off a whole error line.
    init(line: [UInt8]) {
        let word = line.prefix { $0 != UInt8(ascii: " ") }
        let isCode = !word.isEmpty && word.count <= 24 && word.allSatisfy { (0x41...0x5A).contains($0) }
        code = isCode ? String(decoding: word, as: UTF8.self) : "ERR"
    }

    /// Whether Redis may answer differently later by itself (loading, full, disk trouble, failover).
    package var isRetryable: Bool {
        Self.passing.contains(code)
    }

    /// Whether the server behind the connection is no longer the one to talk to: the connection is then given up, so
    /// that the next one finds the present master.
    var endsConnection: Bool {
        Self.misplaced.contains(code)
    }

    private static let misplaced: Set = ["READONLY", "LOADING", "MASTERDOWN", "NOAUTH"]
    private static let passing: Set = [
        "LOADING", "OOM", "MISCONF", "READONLY", "BUSY", "TRYAGAIN", "MASTERDOWN", "NOREPLICAS", "CLUSTERDOWN",
        "NOGROUP", "UNBLOCKED",
    ]
}
