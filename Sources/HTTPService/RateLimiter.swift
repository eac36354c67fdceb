import Synchronization

/// Lets each caller have so much a second, with a burst of two seconds' worth, in this process.
///
/// What is counted may be requests, or anything else, such as bytes.
///
/// Any thread may ask. Callers that rest are forgotten, so memory is bounded by those seen within two seconds.
package final class RateLimiter<Caller: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: ContinuousClock.Instant
    }

    private struct State {
        var buckets: [Caller: Bucket] = [:]
        var sweptAt: ContinuousClock.Instant
    }

    private let rate: Double
    private let burst: Double
    private let state: Mutex<State>

    private static var restTime: Duration { .seconds(2) }

    /// `perSecond` is how many requests, or how much of what else is counted, a caller may have.
    package init(perSecond: Int, now: ContinuousClock.Instant = .now) {
        rate = Double(perSecond)
        burst = rate * 2
        state = Mutex(State(sweptAt: now))
    }

    /// Counts `cost`; false when it is more than the caller has left, and then it does not count.
    package func admits(_ caller: Caller, cost: Int = 1, now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            if now - state.sweptAt > Self.restTime {
                state.buckets = state.buckets.filter { now - $0.value.filledAt < Self.restTime }
                state.sweptAt = now
            }
            var bucket = state.buckets[caller] ?? Bucket(tokens: burst, filledAt: now)
            bucket.tokens = min(burst, bucket.tokens + (now - bucket.filledAt) / .seconds(1) * rate)
            bucket.filledAt = now
            defer { state.buckets[caller] = bucket }
            guard bucket.tokens >= Double(cost) else { return false }
            bucket.tokens -= Double(cost)
            return true
        }
    }
}
