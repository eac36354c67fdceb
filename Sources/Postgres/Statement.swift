/// One SQL statement as a type: its text, its parameters and the row it returns, side by side.
package protocol Statement: Sendable {
    associatedtype Output: Sendable

    /// One statement with `$n` parameters; never built from input.
    static var sql: String { get }

    /// In the order of `$1`, `$2`, …
    var parameters: [Value] { get }

    static func decode(_ row: inout Row) throws -> Output
}

extension Statement where Output == Void {
    package static func decode(_ row: inout Row) throws {}
}
