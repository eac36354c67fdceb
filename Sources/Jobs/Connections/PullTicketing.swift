import Domain
import JobQueue
import Logging
import Store

/// Reads what changed in a ticketing system; the first time, all it has.
///
/// Each page is written with the place of the next, in one transaction. A page that is written twice changes nothing.
struct PullTicketing: TicketingJob {
    static let work = Work.Kind.pullTicketing
    static let policy = JobPolicy(
        queue: "ticketing", maxAttempts: 20, maxCrashes: 20, timeout: .seconds(900), concurrencyPerScope: 1)
    static let isCheck = false
    let store: Store
    let systems: OutsideSystems
    /// Hints at what a page leaves to do.
    let announce: @Sendable ([Work]) async -> Void

    /// Without a webhook, changes are noticed this late.
    private static let interval: Int64 = 300
    /// A system dates a change before it can be read: this much is read twice.
    private static let overlap: Int64 = 60
    /// The same where it does not say when it made a page, and our clocks may differ.
    private static let overlapOfClocks: Int64 = 600

    static func work(_ connection: Identifier<TicketingConnection>, of venue: VenueID) -> Work {
        .pull(connection, of: venue)
    }

    func read(
        _ system: any TicketingSystem, _ taken: TakenConnection, of venue: Venue, context: JobContext
    ) async throws -> Bool {
        let connection = taken.connection
        let since = connection.progress.readUntil
        if connection.progress.page == nil { try await begin(system, connection, of: venue) }
        var number = connection.progress.page ?? 1
        var read = Int(connection.progress.ordersRead)
        for _ in 0..<Self.pagesAtOnce {
            try Task.checkCancellation()
            let page = try await system.orders(changedSince: since, page: number)
            try await whole(page, system, connection, of: venue) { isSecond in
                try await write(page, number, taken, of: venue, takingAsIs: isSecond)
            }
            await announce([.refreshIndicators(of: venue.id)])
            read += page.orders.count
            context.progress(done: read, of: Int(page.total))
            if page.isLast { return true }
            number += 1
        }
        return false
    }

    /// What is sold is told first, so that orders may name it; at the very first also who is known.
    private func begin(_ system: any TicketingSystem, _ connection: TicketingConnection, of venue: Venue) async throws {
        let catalogue = try await system.catalogue(changedSince: connection.progress.readUntil)
        try await writeCatalogue(catalogue, connection, of: venue)
        if connection.progress.readUntil == nil {
            try await ContactReading(store: store).read(system, connection, of: venue)
        }
        let begin = BeginPull(
            id: connection.id, due: connection.progress.nextPullAt,
            next: store.clock.now().advanced(bySeconds: Self.interval))
        _ = try await store.inVenue(venue) { try await $0.run(begin) }
    }

    /// Writes a page and turns it.
    private func write(
        _ page: OrderPage, _ number: Int64, _ taken: TakenConnection, of venue: Venue, takingAsIs: Bool
    ) async throws {
        let connection = taken.connection
        let now = store.clock.now()
        let generatedAt = page.generatedAt ?? now.advanced(bySeconds: -Self.overlapOfClocks)
        try await store.inVenue(venue) { transaction in
            let written = try await transaction.write(page, from: connection.settings.source, known: nil, at: now)
            if written.namesUnknown, !takingAsIs { throw UnknownIsNamed() }
            let turn = TurnPage(
                id: connection.id, page: number, generatedAt: generatedAt, total: page.total, counts: written.counts)
            guard try await transaction.run(turn) == 1 else { throw PageWasTurned() }
            guard page.isLast else { return }
            try await transaction.run(FinishPull(id: connection.id, at: now, overlap: Self.overlap))
        }
    }
}
