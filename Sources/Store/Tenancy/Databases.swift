package import Postgres

/// The databases a service can reach, by the names venues give them.
///
/// Every connection goes through venue → name → address.
package struct Databases: Sendable {
    /// Where the platform's schema is, and the name new venues get.
    package static let main = "main"

    private let pools: [String: Pool]
    private let receivingPools: [String: Pool]
    private let rankingPools: [String: Pool]

    /// All must hold `Databases.main`.
    ///
    /// `receiving` is for files, whose senders set the pace: few connections that may stay lent for long, so that slow
    /// senders keep nobody waiting but each other. `ranking` is for statements that read every contact while somebody
    /// waits: so few connections that they leave the database to the others.
    package init(_ pools: [String: Pool], receiving: [String: Pool], ranking: [String: Pool]) {
        precondition(
            [pools, receiving, ranking].allSatisfy { $0[Self.main] != nil },
            "there must be a database named \(Self.main)")
        self.pools = pools
        receivingPools = receiving
        rankingPools = ranking
    }

    /// One database; without `receiving` or `ranking`, that is done on the same connections as everything else.
    package init(main: Pool, receiving: Pool? = nil, ranking: Pool? = nil) {
        self.init(
            [Self.main: main], receiving: [Self.main: receiving ?? main], ranking: [Self.main: ranking ?? main])
    }

    var platform: Pool {
        guard let pool = pools[Self.main] else { preconditionFailure("checked at initialisation") }
        return pool
    }

    /// Throws when a venue lives in a database this service was not told of.
    func pool(named name: String) throws(StoreFailure) -> Pool {
        try Self.pool(named: name, in: pools)
    }

    /// The connections on which that database receives files.
    func receivingPool(named name: String) throws(StoreFailure) -> Pool {
        try Self.pool(named: name, in: receivingPools)
    }

    /// The connections on which every contact of a venue of that database is ranked.
    func rankingPool(named name: String) throws(StoreFailure) -> Pool {
        try Self.pool(named: name, in: rankingPools)
    }

    private static func pool(named name: String, in pools: [String: Pool]) throws(StoreFailure) -> Pool {
        guard let pool = pools[name] else {
            throw .fault("no address is configured for the database named \(name)")
        }
        return pool
    }

    package func close() async {
        for pool in Array(pools.values) + receivingPools.values + rankingPools.values { await pool.close() }
    }
}
