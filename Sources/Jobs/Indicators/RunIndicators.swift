import Domain
import JobQueue
import Store

/// Does a run that was asked for: of every indicator of every contact, as of now or, without storing it, of another instant.
///
/// A second run writes the same figures.
struct RunIndicators: VenueJob {
    static let work = Work.Kind.runIndicators
    static let policy = JobPolicy(
        queue: "indicators", maxAttempts: 10, timeout: .seconds(1_800), concurrencyPerScope: 1, uniqueness: .untilDone)
    let store: Store

    func run(_ subject: String, of venue: Venue, context: JobContext) async throws -> JobOutcome {
        guard let id = Identifier<IndicatorRun>(subject) else { return .discard(reason: "not a run id") }
        let run = try await store.inVenue(venue) { try await $0.first(FindIndicatorRun(id: id)) }
        guard let run else { return .discard(reason: "no such run") }
        if run.status == .queued { _ = try await store.runIndicators(id, of: venue) }
        if run.kind == .asOf { try await Retention.dropComputedIndicators(of: venue, before: nil, store) }
        return .done
    }

    func pending(in venue: Venue, _ transaction: VenueTransaction) async throws -> [Work] {
        try await transaction.all(QueuedIndicatorRuns()).map { .runIndicators($0.description, of: venue.id) }
    }

    func withdraw(_ subject: String, of venue: Venue) async throws -> Bool {
        guard let id = Identifier<IndicatorRun>(subject) else { return false }
        return try await store.withdrawIndicatorRun(id, of: venue)
    }
}
