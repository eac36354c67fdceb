package import Domain
package import JobQueue
import Store

/// A job for one kind of work, whose policy is known without making one.
protocol WorkJob: Job {
    static var work: Work.Kind { get }
    /// Names the kind had before.
    static var formerNames: [String] { get }
    static var policy: JobPolicy { get }
}

extension WorkJob {
    static var formerNames: [String] { [] }

    package var kind: String { Self.work.rawValue }
    package var aliases: [String] { Self.formerNames }
    package var policy: JobPolicy { Self.policy }

    static var routes: [(String, JobRoute)] {
        ([work.rawValue] + formerNames).map { ($0, policy.route) }
    }
}

extension JobPointer {
    /// The pointer that stands for a piece of work in a queue; the installation's own has an empty scope.
    package init(_ work: Work) {
        self.init(kind: work.kind.rawValue, scope: work.venue?.rawValue ?? "", subject: work.subject)
    }
}

extension Job {
    /// Runs work on the database; while that is away the job sleeps, and none of its attempts is used up.
    func untilTheDatabaseIsBack(_ work: () async throws -> JobOutcome) async throws -> JobOutcome {
        do {
            return try await work()
        } catch StoreFailure.unavailable {
            return .snooze(for: .seconds(2))
        }
    }
}
