package import Domain
import Postgres

/// A place in a list and how much of it is wanted.
///
/// Lists are in the order of ids: stable, not a promise about time.
package struct Page<Entity>: Sendable {
    package let after: Identifier<Entity>
    package let limit: Int

    /// `after` nil is the beginning.
    package init(after: Identifier<Entity>?, limit: Int) {
        self.after = after ?? Identifier(rawValue: 0)
        self.limit = limit
    }

    /// One row more than wanted tells whether there are others.
    var rows: Value { .int64(Int64(limit) + 1) }
}
