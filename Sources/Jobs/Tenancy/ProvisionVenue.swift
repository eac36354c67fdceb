import Domain
import JobQueue
import Store

/// Makes the schema of a new venue.
///
/// A second run finds it active and does nothing.
struct ProvisionVenue: WorkJob {
    static let work = Work.Kind.provisionVenue
    static let policy = JobPolicy(
        queue: "tenancy", priority: .urgent, maxAttempts: 20, timeout: .seconds(60), concurrencyPerScope: 1)
    let store: Store
    let migrator: Migrator
    let session: Session

    func run(_ pointer: JobPointer, context: JobContext) async throws -> JobOutcome {
        guard let venue = VenueID(pointer.scope) else { return .discard(reason: "not a venue id") }
        return try await untilTheDatabaseIsBack {
            _ = try await migrator.provision(venue, session: session)
            return .done
        }
    }

    func pending() async throws -> [JobPointer] {
        let venues = try await store.onPlatform { try await $0.all(VenuesInState(.provisioning)) }
        return venues.map { JobPointer(.provision($0.id)) }
    }
}
