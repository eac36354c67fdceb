/// The identity of one row, distinct by what it identifies.
///
/// Opaque outside: a string in JSON, unique over all venues.
package struct Identifier<Entity>: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Nil unless `text` is one we could have written.
    package init?(_ text: String) {
        guard let value = Int64(text), value > 0, String(value) == text else { return nil }
        self.init(rawValue: value)
    }

    package var description: String { String(rawValue) }
}
