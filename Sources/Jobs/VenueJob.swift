package import Domain
package import JobQueue
import Store

/// A job about one venue: its pointer's scope is the venue's id.
protocol VenueJob: Job {
    static var work: Work.Kind { get }
    var store: Store { get }

    func run(_ subject: String, of venue: Venue, context: JobContext) async throws -> JobOutcome

    /// The work this venue has pending.
    func pending(in venue: Venue, _ transaction: VenueTransaction) async throws -> [Work]
}

extension VenueJob {
    package var kind: String { Self.work.rawValue }

    /// A venue that is gone, or not yet there, has no work: the sweeper comes back when that changes.
    package func run(_ pointer: JobPointer, context: JobContext) async throws -> JobOutcome {
        try await untilTheDatabaseIsBack {
            guard let id = VenueID(pointer.scope), let venue = try await store.venue(id), venue.state == .active else {
                return .done
            }
            return try await run(pointer.subject, of: venue, context: context)
        }
    }

    package func pending() async throws -> [JobPointer] {
        var pointers: [JobPointer] = []
        for venue in try await store.onPlatform({ try await $0.all(VenuesInState(.active)) }) {
            do {
                pointers += try await store.inVenue(venue) { try await pending(in: venue, $0) }.map(JobPointer.init)
            } catch is StoreFailure {
                // Locked, dropped meanwhile or broken: the other venues must not wait for this one; the next sweep asks again.
                continue
            }
        }
        return pointers
    }
}

extension JobPointer {
    /// The pointer that stands for a piece of work in a queue.
    package init(_ work: Work) {
        self.init(kind: work.kind.rawValue, scope: work.venue.rawValue, subject: work.subject)
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
