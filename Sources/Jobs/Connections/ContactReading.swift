import Domain
import Store

/// Reads the people a system knows by themselves, a page a transaction; again from the first when it was interrupted.
struct ContactReading {
    let store: Store

    func read(_ system: any TicketingSystem, _ connection: TicketingConnection, of venue: Venue) async throws {
        var number: Int64 = 1
        while true {
            try Task.checkCancellation()
            let page = try await system.contacts(page: number)
            let now = store.clock.now()
            try await store.inVenue(venue) { transaction in
                try await transaction.write(page.items, from: connection.settings.source, at: now)
            }
            if page.isLast { return }
            number += 1
        }
    }
}
