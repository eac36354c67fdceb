package import Domain

extension Store {
    /// Takes the oldest groups of events and derives sessions, baskets, touches and actions from them, in one transaction.
    ///
    /// Returns the number of events; 0 when none wait. A second run finds them taken. One at a time for a venue: another waits.
    package func consolidateEvents(of venue: Venue, atLeast events: Int) async throws -> Int {
        try await consolidateEvents(of: venue, atLeast: events, only: nil)
    }

    private func consolidateEvents(of venue: Venue, atLeast events: Int, only batch: Int64?) async throws -> Int {
        let applications = try await onPlatform { try await $0.all(AllApplications(venue: venue.id)) }
        return try await inVenue(venue) { transaction in
            try await transaction.run(HoldConsolidation())
            let taken = try await transaction.all(TakeEventMarks(events: events, only: batch))
            guard let first = taken.map(\.first).min(), let last = taken.map(\.last).max() else { return 0 }
            let batches = ConsolidatedBatches(
                batches: taken.map(\.batch), first: first, last: last,
                sharedApplications: applications.filter(\.description.kind.isShared).map(\.id),
                ownHosts: applications.flatMap(\.description.allowedOrigins).map(Self.host(of:)))
            try await transaction.run(AddTouches(batches: batches))
            try await transaction.run(DrawSessions(batches: batches))
            try await transaction.run(DrawBaskets(batches: batches))
            try await transaction.run(AddActions(batches: batches))
            try await transaction.run(AddShareLinks(batches: batches))
            try await transaction.run(HearBalises(batches: batches))
            return taken.reduce(0) { $0 + $1.events }
        }
    }

    /// Consolidates the oldest group alone; one that the database refuses, whatever the number of attempts, is set aside.
    ///
    /// A rebuild tries it again.
    package func consolidateOldestEvents(of venue: Venue) async throws -> OldestEvents {
        guard let oldest = try await inVenue(venue, { try await $0.first(OldestEventMark()) }) else { return .none }
        do {
            _ = try await consolidateEvents(of: venue, atLeast: 1, only: oldest)
            return .consolidated
        } catch let failure as StoreFailure where failure.isOfTheData {
            try await inVenue(venue) { _ = try await $0.run(SetEventMarkAside(batch: oldest, at: clock.now())) }
            return .setAside(batch: oldest, failure)
        }
    }

    /// The same for exempt statistics, which share nothing with the rest.
    package func consolidateAudience(of venue: Venue, atLeast views: Int) async throws -> Int {
        try await inVenue(venue) { transaction in
            try await transaction.run(HoldConsolidation())
            let taken = try await transaction.all(TakeAudienceMarks(views: views))
            guard let first = taken.map(\.first).min(), let last = taken.map(\.last).max() else { return 0 }
            try await transaction.run(DrawAudienceVisits(batches: taken.map(\.batch), first: first, last: last))
            return taken.reduce(0) { $0 + $1.events }
        }
    }

    /// Drops all that is derived from what was collected and marks the whole of it for consolidation, in one transaction.
    ///
    /// Until the worker is through, figures are incomplete. A second time does the same again.
    package func rebuildCollection(of venue: Venue) async throws {
        try await inVenue(venue) { transaction in
            try await transaction.run(HoldConsolidation())
            try await transaction.run(DropDerived())
            try await transaction.run(DropAudienceVisits())
            try await transaction.run(MarkAllEvents())
            try await transaction.run(MarkAllAudienceViews())
        }
    }

    /// The host of an origin as referrers are kept: no port, no `www.`.
    private static func host(of origin: String) -> String {
        PageAddress(origin)?.host ?? origin
    }
}

/// What became of the oldest group of events.
package enum OldestEvents: Sendable {
    /// None waits.
    case none
    case consolidated
    case setAside(batch: Int64, StoreFailure)
}
