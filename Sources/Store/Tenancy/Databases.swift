package import Postgres

/// The databases a service can reach, by the names venues give them.
///
/// Every connection goes through venue → name → address.
package struct Databases: Sendable {
    /// Where the platform's schema is, and the name new venues get.
    package static let main = "main"

    private let pools: [String: Pool]

    /// `pools` must hold `Databases.main`.
    package init(_ pools: [String: Pool]) {
        precondition(pools[Self.main] != nil, "there must be a database named \(Self.main)")
        self.pools = pools
    }

    package init(main: Pool) {
        self.init([Self.main: main])
    }

    var platform: Pool {
        guard let pool = pools[Self.main] else { preconditionFailure("checked at initialisation") }
        return pool
    }

    /// Throws when a venue lives in a database this service was not told of.
    func pool(named name: String) throws(StoreFailure) -> Pool {
        guard let pool = pools[name] else {
            throw .fault("no address is configured for the database named \(name)")
        }
        return pool
    }

    package func close() async {
        for pool in pools.values { await pool.close() }
    }

    /// The connections of all pools together.
    package var usage: (open: Int, idle: Int, waiting: Int) {
        pools.values.map(\.usage).reduce((0, 0, 0)) { ($0.0 + $1.open, $0.1 + $1.idle, $0.2 + $1.waiting) }
    }
}
