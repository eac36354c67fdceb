import JobQueue

/// A job that does nothing but call back.
struct NoopJob: Job {
    let ran: @Sendable (JobPointer) -> Void

    static let name = "bench.noop"
    var kind: String { Self.name }
    var policy: JobPolicy { Self.policy }
    static let policy = JobPolicy(concurrencyPerScope: 1_000)

    static func pointer(_ number: Int, scopes: Int) -> JobPointer {
        JobPointer(kind: name, scope: "v\(number % scopes)", subject: String(number))
    }

    func run(_ pointer: JobPointer, context: JobContext) async throws -> JobOutcome {
        ran(pointer)
        return .done
    }

    func pending() async throws -> [JobPointer] { [] }
}
