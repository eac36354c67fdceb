import Domain
import JobQueue
import Store

/// A job about one venue: its pointer's scope is the venue's id.
protocol VenueJob: WorkJob {
    var store: Store { get }

    func run(_ subject: String, of venue: Venue, context: JobContext) async throws -> JobOutcome

    /// The work this venue has pending.
    func pending(in venue: Venue, _ transaction: VenueTransaction) async throws -> [Work]

    /// Takes work of this venue out of the record; false when it is not there or a worker has it.
    func withdraw(_ subject: String, of venue: Venue) async throws -> Bool
}

extension VenueJob {
    /// A venue that is gone, or not yet there, has no work: the sweeper comes back when that changes.
    package func run(_ pointer: JobPointer, context: JobContext) async throws -> JobOutcome {
        try await untilTheDatabaseIsBack {
            guard let venue = try await venue(of: pointer) else { return .done }
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

    package func withdraw(_ pointer: JobPointer) async throws -> Bool {
        guard let venue = try await venue(of: pointer) else { return false }
        return try await withdraw(pointer.subject, of: venue)
    }

    func withdraw(_ subject: String, of venue: Venue) async throws -> Bool { false }

    private func venue(of pointer: JobPointer) async throws -> Venue? {
        guard let id = VenueID(pointer.scope), let venue = try await store.venue(id), venue.state == .active else {
            return nil
        }
        return venue
    }
}
