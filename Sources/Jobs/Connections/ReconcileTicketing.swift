import Domain
import JobQueue
import Logging
import Metrics
import Store

/// Walks over everything a ticketing system has, counts what is known otherwise here, and writes it as the system has it.
///
/// Every day, and when asked. What the system changed since the last pull is no difference: nobody has told of it yet.
struct ReconcileTicketing: TicketingJob {
    static let work = Work.Kind.reconcileTicketing
    static let policy = JobPolicy(
        queue: "ticketing", priority: .bulk, maxAttempts: 20, maxCrashes: 20, timeout: .seconds(900),
        concurrencyPerScope: 1)
    static let isCheck = true
    let store: Store
    let systems: OutsideSystems
    let announce: @Sendable ([Work]) async -> Void

    private static let interval: Int64 = 86_400

    static func work(_ connection: Identifier<TicketingConnection>, of venue: VenueID) -> Work {
        .reconcile(connection, of: venue)
    }

    func read(
        _ system: any TicketingSystem, _ taken: TakenConnection, of venue: Venue, context: JobContext
    ) async throws -> Bool {
        let connection = taken.connection
        if taken.checkPage == nil { try await begin(system, taken, of: venue) }
        var number = taken.checkPage ?? 1
        var read = 0
        for _ in 0..<Self.pagesAtOnce {
            try Task.checkCancellation()
            let page = try await system.orders(changedSince: nil, page: number)
            let found = try await whole(page, system, connection, of: venue) { isSecond in
                try await write(page, number, taken, of: venue, takingAsIs: isSecond)
            }
            await announce([.refreshIndicators(of: venue.id)])
            read += page.orders.count
            context.progress(done: read, of: Int(page.total))
            if let found {
                report(found, of: connection, context: context)
                return true
            }
            number += 1
        }
        return false
    }

    private func begin(_ system: any TicketingSystem, _ taken: TakenConnection, of venue: Venue) async throws {
        let connection = taken.connection
        try await writeCatalogue(try await system.catalogue(changedSince: nil), connection, of: venue)
        try await ContactReading(store: store).read(system, connection, of: venue)
        let begin = BeginCheck(
            id: connection.id, due: taken.nextCheckAt, next: store.clock.now().advanced(bySeconds: Self.interval))
        _ = try await store.inVenue(venue) { try await $0.run(begin) }
    }

    /// Compares a page, then writes it; the last one answers what was found in all.
    private func write(
        _ page: OrderPage, _ number: Int64, _ taken: TakenConnection, of venue: Venue, takingAsIs: Bool
    ) async throws -> Reconciliation? {
        let connection = taken.connection
        let now = store.clock.now()
        return try await store.inVenue(venue) { transaction in
            let written = try await transaction.write(
                page, from: connection.settings.source, known: connection.progress.readUntil, at: now)
            if written.namesUnknown, !takingAsIs { throw UnknownIsNamed() }
            let turn = TurnCheckPage(
                id: connection.id, page: number, orders: Int64(page.orders.count), differences: written.differences)
            guard try await transaction.run(turn) == 1 else { throw PageWasTurned() }
            guard page.isLast else { return nil }
            return try await transaction.first(FinishCheck(id: connection.id, at: now))
        }
    }

    private func report(_ found: Reconciliation, of connection: TicketingConnection, context: JobContext) {
        let differences = found.differences
        Counter(label: "ticketing_reconciliations_total").increment()
        Counter(label: "ticketing_different_orders_total").increment(by: differences.orders)
        let level: Logger.Level = differences.orders == 0 ? .info : .warning
        context.logger.log(
            level: level, "a ticketing system was reconciled",
            metadata: [
                "connection": "\(connection.id)", "orders": "\(found.orders)",
                "different_orders": "\(differences.orders)", "different_tickets": "\(differences.tickets)",
                "different_amount": "\(differences.amount)",
            ])
    }
}
