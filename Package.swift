// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of this package is compiled with.
///
/// Warnings are errors everywhere: a warning that may stay is a warning nobody reads.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")

let package = Package(
    name: "sicstine",
    products: [
        .executable(name: "sicstine-api", targets: ["sicstine-api"]),
        .executable(name: "sicstine-ingest", targets: ["sicstine-ingest"]),
        .executable(name: "sicstine-worker", targets: ["sicstine-worker"]),
        .executable(name: "sicstine", targets: ["sicstine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C libraries of the system: a module map and a shim each.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        // Mechanism: no domain word in any of these.
        .target(name: "DedicatedThread", swiftSettings: house),
        .target(name: "Postgres", dependencies: ["CLibPQ", "DedicatedThread"], swiftSettings: house),
        .target(name: "Redis", dependencies: ["CHiredis", "DedicatedThread"], swiftSettings: house),
        .target(name: "CurlHTTP", dependencies: ["CLibCurl"], swiftSettings: house),
        .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: house),
        .target(name: "StrictJSON", swiftSettings: house),
        .target(name: "JobQueue", dependencies: ["Redis", logging, metrics], swiftSettings: house),

        // What things are, and where they are kept.
        .target(name: "Domain", swiftSettings: house),
        .target(name: "Store", dependencies: ["Domain", "Postgres", crypto], swiftSettings: house),
        .target(
            name: "Connectors", dependencies: ["Domain", "CurlHTTP", "StrictJSON"], swiftSettings: house),
        .target(name: "Jobs", dependencies: ["Domain", "Store", "JobQueue", logging, metrics], swiftSettings: house),

        // What the outside sees.
        .target(name: "EventReading", dependencies: ["Domain", "StrictJSON"], swiftSettings: house),
        .target(
            name: "HTTPService",
            dependencies: [
                "StrictJSON", "Gzip", "Domain", hummingbird, hummingbirdCore, logging, metrics, nioCore, nioHTTP1,
                httpTypes,
            ],
            swiftSettings: house),
        .target(
            name: "APIService",
            dependencies: [
                "Domain", "Store", "JobQueue", "Jobs", "StrictJSON", "EventReading", "HTTPService", hummingbird,
                logging, crypto, nioCore, httpTypes,
            ],
            resources: [.embedInCode("Indicators/Pictograms")],
            swiftSettings: house),
        .target(
            name: "IngestService",
            dependencies: [
                "Domain", "Store", "StrictJSON", "Gzip", "EventReading", "HTTPService", hummingbird, logging, metrics,
                crypto,
                nioCore, nioHTTP1, httpTypes,
            ],
            // What pages load is part of the program.
            resources: [.embedInCode("Balise/balise.js")],
            swiftSettings: house),

        // The only room that builds live objects, and the mains.
        .target(
            name: "Runtime",
            dependencies: [
                "Domain", "Store", "Postgres", "Redis", "CurlHTTP", "JobQueue", "Connectors", "Jobs", "StrictJSON",
                "HTTPService", "APIService", "IngestService", hummingbird, lifecycle, logging, metrics,
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                nioCore, .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: house),
        .executableTarget(name: "sicstine-api", dependencies: ["Runtime"], swiftSettings: house),
        .executableTarget(name: "sicstine-ingest", dependencies: ["Runtime"], swiftSettings: house),
        .executableTarget(
            name: "sicstine-ingest-bench", dependencies: ["Runtime", "HTTPService", hummingbird, nioCore],
            swiftSettings: house),
        .executableTarget(
            name: "sicstine-queue-bench", dependencies: ["JobQueue", "Redis", "Postgres", arguments, logging],
            swiftSettings: house),
        .executableTarget(name: "sicstine-worker", dependencies: ["Runtime"], swiftSettings: house),
        .executableTarget(
            name: "sicstine", dependencies: ["Domain", "JobQueue", "Jobs", "Runtime", "Store", arguments],
            swiftSettings: house),

        // Tests on the real things; the support targets start them.
        .target(name: "RedisTestSupport", path: "Tests/RedisTestSupport", swiftSettings: house),
        .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"], swiftSettings: house),
        .target(name: "PostgresTestSupport", path: "Tests/PostgresTestSupport", swiftSettings: house),
        .target(
            name: "StoreTestSupport", dependencies: ["Domain", "Postgres", "PostgresTestSupport", "Store"],
            path: "Tests/StoreTestSupport", swiftSettings: house),
        .testTarget(
            name: "PostgresTests", dependencies: ["Postgres", "PostgresTestSupport"], swiftSettings: house),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: house),
        .testTarget(
            name: "EventReadingTests", dependencies: ["Domain", "EventReading", "StrictJSON"], swiftSettings: house),
        .testTarget(
            name: "StoreTests", dependencies: ["Domain", "Postgres", "Store", "StoreTestSupport"],
            swiftSettings: house),
        .testTarget(name: "HTTPServiceTests", dependencies: ["HTTPService", "Gzip"], swiftSettings: house),
        .testTarget(name: "RedisTests", dependencies: ["Redis", "RedisTestSupport"], swiftSettings: house),
        .testTarget(
            name: "CurlHTTPTests", dependencies: ["CurlHTTP"], swiftSettings: house,
            // The tests answer libcurl's name look-ups themselves.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic-symbol=getaddrinfo"])]),
        .testTarget(
            name: "ConnectorsTests", dependencies: ["Connectors", "CurlHTTP", "Domain", "StrictJSON"],
            exclude: ["Answers"], swiftSettings: house),
        .testTarget(
            name: "JobQueueTests",
            dependencies: [
                "JobQueue", "Redis", "RedisTestSupport", logging, metrics,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ],
            swiftSettings: house),
    ]
)
