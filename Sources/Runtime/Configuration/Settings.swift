import Logging
import Redis

/// Where a process listens.
struct ListenAddress: Sendable {
    let host: String
    let port: Int

    /// Reads `host:port`.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon != text.startIndex
        else { return nil }
        host = String(text[..<colon])
        self.port = port
    }
}

/// What every process is told.
struct CommonSettings: Sendable {
    let database: Secret
    let migrations: String
    let logLevel: Logger.Level
    let usesVenueRoles: Bool

    init?(_ reader: inout EnvironmentReader) {
        let database = reader.read("DATABASE_URL", expecting: "a postgres:// address") { Secret(value: $0) }
        let migrations = reader.read("MIGRATIONS", expecting: "a directory", default: "migrations") { $0 }
        let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        let level = reader.read("LOG_LEVEL", expecting: "one of \(levels)", default: .info) {
            Logger.Level(rawValue: $0)
        }
        let roles = reader.read("VENUE_ROLES", expecting: "on or off", default: true) { Self.onOff[$0] }
        guard let database, let migrations, let level, let roles else { return nil }
        self.database = database
        self.migrations = migrations
        logLevel = level
        usesVenueRoles = roles
    }

    static let onOff = ["on": true, "off": false]
}

/// What the services that answer HTTP are told.
struct HTTPSettings: Sendable {
    let common: CommonSettings
    let listen: ListenAddress
    let privateListen: ListenAddress
    let databaseConnections: Int

    init?(_ reader: inout EnvironmentReader) {
        let common = CommonSettings(&reader)
        let listen = reader.read("LISTEN", expecting: "host:port") { ListenAddress($0) }
        let privateListen = reader.readPrivateListen()
        let connections = reader.readConnections(default: 10)
        guard let common, let listen, let privateListen, let connections else { return nil }
        self.common = common
        self.listen = listen
        self.privateListen = privateListen
        databaseConnections = connections
    }
}

/// What the ingestion service is told.
struct IngestSettings: Sendable {
    let http: HTTPSettings
    /// For hints only: while it is away, what is collected waits for the next sweep.
    let redis: RedisEndpoint
    /// What one application may ask of one process.
    let requestsPerSecond: Int

    init(environment: [String: String]) throws(ConfigurationFaults) {
        var reader = EnvironmentReader(environment)
        let http = HTTPSettings(&reader)
        let redis = reader.readRedis()
        let rate = reader.readRequestsPerSecond(default: 20_000)
        try reader.finish()
        guard let http, let redis, let rate else { throw ConfigurationFaults(faults: []) }
        self.http = http
        self.redis = redis
        requestsPerSecond = rate
    }
}

/// What the API service is told.
struct APISettings: Sendable {
    let http: HTTPSettings
    let redis: RedisEndpoint
    /// What one key may ask of one process.
    let requestsPerSecond: Int
    let credentialKeys: CredentialKeys

    init(environment: [String: String]) throws(ConfigurationFaults) {
        var reader = EnvironmentReader(environment)
        let http = HTTPSettings(&reader)
        let redis = reader.readRedis()
        let rate = reader.readRequestsPerSecond(default: 1_000)
        let keys = reader.readCredentialKeys()
        try reader.finish()
        guard let http, let redis, let rate, let keys else { throw ConfigurationFaults(faults: []) }
        credentialKeys = keys
        self.http = http
        self.redis = redis
        requestsPerSecond = rate
    }
}

/// What the worker is told.
struct WorkerSettings: Sendable {
    let common: CommonSettings
    /// The address of the owner of the schemas, who makes new ones.
    let adminDatabase: Secret
    let privateListen: ListenAddress
    let redis: RedisEndpoint
    let databaseConnections: Int
    let concurrency: Int
    let credentialKeys: CredentialKeys
    let privateSystems: PrivateSystems

    init(environment: [String: String]) throws(ConfigurationFaults) {
        var reader = EnvironmentReader(environment)
        let common = CommonSettings(&reader)
        let admin = reader.readAdminDatabase()
        let privateListen = reader.readPrivateListen()
        let concurrency = reader.read("CONCURRENCY", expecting: "a whole number from 1 to 256", default: 8) {
            Int($0).flatMap { (1...256).contains($0) ? $0 : nil }
        }
        // A run of the indicators holds one and works on two.
        let connections = reader.readConnections(default: min(200, 3 * (concurrency ?? 8)))
        let redis = reader.readRedis()
        let keys = reader.readCredentialKeys()
        let systems = reader.readPrivateSystems()
        try reader.finish()
        guard let common, let admin, let privateListen, let connections, let concurrency, let redis, let keys,
            let systems
        else { throw ConfigurationFaults(faults: []) }
        (credentialKeys, privateSystems) = (keys, systems)
        self.common = common
        adminDatabase = admin
        self.privateListen = privateListen
        self.redis = redis
        databaseConnections = connections
        self.concurrency = concurrency
    }
}

/// What the operator's command line is told.
struct OperatorSettings: Sendable {
    let common: CommonSettings
    let adminDatabase: Secret
    /// For what is done about jobs; the other commands do without.
    let redis: RedisEndpoint?

    init(environment: [String: String]) throws(ConfigurationFaults) {
        var reader = EnvironmentReader(environment)
        let common = CommonSettings(&reader)
        let admin = reader.readAdminDatabase()
        let redis = reader.readOptionalRedis()
        try reader.finish()
        guard let common, let admin, let redis else { throw ConfigurationFaults(faults: []) }
        self.common = common
        adminDatabase = admin
        self.redis = redis
    }
}

extension ConfigurationFaults {
    static let noRedis = ConfigurationFaults(
        faults: ["SICSTINE_REDIS_URL is missing: set it to \(EnvironmentReader.redisForm)"])
}

extension EnvironmentReader {
    fileprivate static let redisForm = "redis://[user:password@]host[:port][/db]"

    fileprivate mutating func readRedis() -> RedisEndpoint? {
        // The fault says which rule is broken; the address may hold a password.
        read("REDIS_URL", expecting: Self.redisForm) { try? RedisEndpoint($0) }
    }

    /// The inner nil is an address that was not given.
    fileprivate mutating func readOptionalRedis() -> RedisEndpoint?? {
        read("REDIS_URL", expecting: Self.redisForm, default: .some(nil)) { (try? RedisEndpoint($0)).map { .some($0) } }
    }

    fileprivate mutating func readPrivateListen() -> ListenAddress? {
        read("PRIVATE_LISTEN", expecting: "host:port") { ListenAddress($0) }
    }

    fileprivate mutating func readAdminDatabase() -> Secret? {
        read("ADMIN_DATABASE_URL", expecting: "the postgres:// address of the schemas' owner") { Secret(value: $0) }
    }

    fileprivate mutating func readRequestsPerSecond(default fallback: Int) -> Int? {
        read("REQUESTS_PER_SECOND", expecting: "a whole number from 1 to 100000", default: fallback) {
            Int($0).flatMap { (1...100_000).contains($0) ? $0 : nil }
        }
    }

    fileprivate mutating func readConnections(default fallback: Int) -> Int? {
        read("DATABASE_CONNECTIONS", expecting: "a whole number from 1 to 200", default: fallback) {
            Int($0).flatMap { (1...200).contains($0) ? $0 : nil }
        }
    }
}
