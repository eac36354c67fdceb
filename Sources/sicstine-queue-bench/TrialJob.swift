import Glibc
import JobQueue
import Logging
import Postgres

/// A job whose record is in PostgreSQL and whose effect can be counted.
struct TrialJob: Job {
    let database: TrialDatabase

    static let name = "trial.effect"
    var kind: String { Self.name }
    var policy: JobPolicy { Self.policy }
    static let policy = JobPolicy(
        queue: "trial", maxAttempts: 4, maxCrashes: 10, timeout: .seconds(20),
        backoff: Backoff(base: .milliseconds(50), cap: .milliseconds(500)), concurrencyPerScope: 8)

    /// Failed on purpose.
    struct Failure: Error {}

    static func pointer(_ id: Int64, scope: String) -> JobPointer {
        JobPointer(kind: name, scope: scope, subject: String(id))
    }

    func run(_ pointer: JobPointer, context: JobContext) async throws -> JobOutcome {
        guard let id = Int64(pointer.subject) else { return .discard(reason: "the subject is no number") }
        do {
            // No row: it is done, given up or withdrawn.
            guard let claim = try await database.first(ClaimJob(id: id)) else { return .done }
            guard let behaviour = TrialBehaviour(claim.behaviour) else { return .discard(reason: "unknown behaviour") }
            return try await behave(behaviour, id, claim.attempt, context)
        } catch let error as PostgresError where error.isOutage {
            context.logger.warning("PostgreSQL is away", metadata: ["reason": "\(error)"])
            return .snooze(for: .milliseconds(500))
        }
    }

    private func behave(
        _ behaviour: TrialBehaviour, _ id: Int64, _ attempt: Int64, _ context: JobContext
    ) async throws -> JobOutcome {
        let began = ContinuousClock.now
        do {
            switch behaviour {
            case .plain: try await Task.sleep(for: .milliseconds(3))
            case .slow(let milliseconds): try await Task.sleep(for: .milliseconds(milliseconds))
            case .fails(let times): if attempt <= times { throw Failure() }
            case .poison: throw Failure()
            case .snooze(let times): if attempt <= times { return .snooze(for: .milliseconds(200)) }
            case .crash: if attempt == 1 { kill(getpid(), SIGKILL) }
            case .discard:
                try await database.close(id, attempt: attempt, .dead)
                return .discard(reason: "asked for by its behaviour")
            }
        } catch {
            // A run that was cancelled before its time has not failed: it stops with its worker, or at an operator's wish.
            let isFailure = error is Failure || ContinuousClock.now - began >= policy.timeout
            if isFailure, context.attempt >= policy.maxAttempts { try await bury(id, attempt) }
            throw error
        }
        try await database.close(id, attempt: attempt, .done)
        return .done
    }

    /// In a task of its own: a run that took too long is cancelled, and still has to say so.
    private func bury(_ id: Int64, _ attempt: Int64) async throws {
        try await Task { try await database.close(id, attempt: attempt, .dead) }.value
    }

    func pending() async throws -> [JobPointer] {
        try await database.all(PendingJobs()).map { Self.pointer($0.id, scope: $0.scope) }
    }

    func withdraw(_ pointer: JobPointer) async throws -> Bool {
        guard let id = Int64(pointer.subject) else { return false }
        return try await database.run(WithdrawJob(id: id)) == 1
    }
}
