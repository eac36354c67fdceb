/// Those who wait for a connection, served in the order they came.
struct WaitingLine {
    typealias Waiter = CheckedContinuation<Result<RedisConnection, RedisError>, Never>

    private var waiters: [Int: Waiter] = [:]
    private var first = 0
    private var next = 0

    var count: Int { waiters.count }

    /// Ticket and `join` belong in one turn of the owner, without a suspension between them.
    mutating func nextTicket() -> Int {
        defer { next += 1 }
        return next
    }

    mutating func join(_ ticket: Int, _ waiter: Waiter) {
        waiters[ticket] = waiter
    }

    /// Gives the connection to who waits longest; answers false when nobody waits.
    mutating func serve(_ connection: RedisConnection) -> Bool {
        guard let waiter = popFirst() else { return false }
        waiter.resume(returning: .success(connection))
        return true
    }

    mutating func failFirst(_ error: RedisError) {
        popFirst()?.resume(returning: .failure(error))
    }

    mutating func fail(_ ticket: Int, _ error: RedisError) {
        waiters.removeValue(forKey: ticket)?.resume(returning: .failure(error))
    }

    mutating func failAll(_ error: RedisError) {
        while !waiters.isEmpty { failFirst(error) }
    }

    private mutating func popFirst() -> Waiter? {
        while first < next {
            defer { first += 1 }
            if let waiter = waiters.removeValue(forKey: first) { return waiter }
        }
        return nil
    }
}
