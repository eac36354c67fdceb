package import Domain
import Postgres
import Synchronization

/// Stores what is collected in groups: while one group of a venue is being committed, the next gathers, so that many
/// requests share one commit.
///
/// `write` returns only when its rows are committed; an id already stored has no second effect.
package final class EventWriter: Sendable {
    package struct Limits: Sendable {
        /// Groups of one venue under way at once; another lane opens only for what would fill a group by itself.
        package var lanes = 2
        /// Events waiting that are worth a commit of their own while another is under way.
        package var laneEvents = 500
        /// Events of one venue waiting; beyond it, `unavailable`.
        package var waiting = 20_000
        /// Bytes of all venues not yet answered; beyond it, `unavailable`: a database that is slow must not fill the memory.
        package var waitingBytes = 64 << 20
        /// Bytes in one group.
        package var groupBytes = 8 << 20

        package init() {}
    }

    private struct Waiter {
        let rows: CollectedRows
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Gathering {
        var waiters: [Waiter] = []
        var events = 0
        var lanes = 0

        /// Whether a lane must be started for what came.
        mutating func add(_ waiter: Waiter, limits: Limits) -> Bool {
            waiters.append(waiter)
            events += waiter.rows.count
            let isWorthALane = lanes == 0 || events >= limits.laneEvents
            guard isWorthALane && lanes < limits.lanes else { return false }
            lanes += 1
            return true
        }

        /// The next group; when nothing waits it is empty, and the lane that asked ends.
        mutating func takeGroup(upTo limit: Int) -> [Waiter] {
            var taken = 0
            var bytes = 0
            while taken < waiters.count, taken == 0 || bytes + waiters[taken].rows.size <= limit {
                bytes += waiters[taken].rows.size
                events -= waiters[taken].rows.count
                taken += 1
            }
            if taken == 0 { lanes -= 1 }
            defer { waiters.removeFirst(taken) }
            return Array(waiters.prefix(taken))
        }
    }

    private struct Place: Hashable {
        let venue: VenueID
        let stream: CollectedStream
    }

    private struct State {
        var gatherings: [Place: Gathering] = [:]
        /// Not yet answered, of all venues together.
        var bytes = 0
    }

    private let store: Store
    private let limits: Limits
    /// Tells the workers, after the commit, that there is something to consolidate; losing the telling costs a delay.
    private let announce: @Sendable ([Work]) async -> Void
    private let state = Mutex(State())

    package init(
        store: Store, limits: Limits = Limits(), announce: @escaping @Sendable ([Work]) async -> Void = { _ in }
    ) {
        self.store = store
        self.limits = limits
        self.announce = announce
    }

    /// Stores rows, each at most once.
    ///
    /// Throws `StoreFailure`; then a retry is right, whatever was stored.
    package func write(_ rows: CollectedRows, of venue: Venue) async throws {
        guard rows.count > 0 else { return }
        let place = Place(venue: venue.id, stream: rows.stream)
        try await withCheckedThrowingContinuation { continuation in
            let waiter = Waiter(rows: rows, continuation: continuation)
            let turn: Bool? = state.withLock { state in
                let waiting = state.gatherings[place]?.events ?? 0
                guard waiting + rows.count <= limits.waiting, state.bytes + rows.size <= limits.waitingBytes
                else { return nil }
                state.bytes += rows.size
                return state.gatherings[place, default: Gathering()].add(waiter, limits: limits)
            }
            switch turn {
            case true?: Task { await runLane(of: venue, at: place) }
            case false?: break
            case nil: continuation.resume(throwing: StoreFailure.unavailable)
            }
        }
    }

    /// Commits group after group until nothing waits.
    private func runLane(of venue: Venue, at place: Place) async {
        while let group = takeGroup(at: place) {
            await store(group, in: venue)
        }
    }

    /// Stores a group together and answers everyone in it.
    ///
    /// When the database refuses what is in it, each request is stored alone: one must not sink its neighbours.
    private func store(_ group: [Waiter], in venue: Venue) async {
        let outcome: Result<Void, any Error>
        do {
            try await store(group.map(\.rows), in: venue)
            outcome = .success(())
        } catch StoreFailure.unstorable where group.count > 1 {
            for waiter in group { await store([waiter], in: venue) }
            return
        } catch {
            outcome = .failure(error)
        }
        state.withLock { state in
            for waiter in group { state.bytes -= waiter.rows.size }
        }
        for waiter in group { waiter.continuation.resume(with: outcome) }
        if case .success = outcome { await announce([.consolidate(venue.id)]) }
    }

    private func takeGroup(at place: Place) -> [Waiter]? {
        state.withLock { state in
            guard let group = state.gatherings[place]?.takeGroup(upTo: limits.groupBytes) else { return nil }
            if state.gatherings[place]?.lanes == 0 { state.gatherings[place] = nil }
            return group.isEmpty ? nil : group
        }
    }

    /// One group, one transaction.
    ///
    /// Ids already stored, or two groups at odds over the same ids, take the careful way.
    private func store(_ parts: [CollectedRows], in venue: Venue) async throws {
        guard var group = parts.first else { return }
        for part in parts.dropFirst() { group.append(part) }
        let opening = store.session.opening(of: venue.id)
        try await translatingFailures {
            try await store.databases.pool(named: venue.database).withConnection { connection in
                do {
                    let batch = CollectedBatch(group)
                    let script = group.stream.storing(batch.mark, opening)
                    try await self.run(script, [batch.rows.keys.file, batch.rows.rows.file], on: connection)
                } catch let error as PostgresError where Self.isAtOdds(error) {
                    try await self.storeOnce(group, opening, on: connection)
                }
            }
        }
    }

    /// The careful way writes in the order of ids: only a group on the other way can wait for it in a ring, and that one
    /// goes on as soon as this one gives in.
    ///
    /// What can be there already is the group's number alone: another is drawn.
    private func storeOnce(
        _ group: CollectedRows, _ opening: TransactionOpening, on connection: Connection
    ) async throws {
        var attempt = 1
        while true {
            _ = try await connection.script("ROLLBACK")
            do {
                let batch = CollectedBatch(group)
                return try await run(
                    group.stream.storingOnce(batch.mark, opening), [batch.rows.rows.file], on: connection)
            } catch let error as PostgresError where Self.isAtOdds(error) && attempt < 5 {
                attempt += 1
            }
        }
    }

    /// Something is there already, two wait for each other, or a month got its own partition just now.
    private static func isAtOdds(_ error: PostgresError) -> Bool {
        ["23505", "40P01", "23514"].contains(error.sqlState)
    }

    private func run(_ script: String, _ files: [[UInt8]], on connection: Connection) async throws {
        _ = try await connection.script(script, copying: files) { check in
            var row = check[0]
            // Anything but a plain true is another session than the one asked for.
            return (try? row.next(as: Bool.self)) == true
        }
    }
}
