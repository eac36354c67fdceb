import Synchronization

/// Answers looked up a moment ago, so that hot paths do not ask the database each time.
///
/// A change reaches every process within the lifetime of an answer.
final class RecentLookups<Key: Hashable & Sendable, Answer: Sendable>: Sendable {
    private struct Entry {
        let answer: Answer
        let readAt: ContinuousClock.Instant
    }

    private let lifetime: Duration
    private let capacity: Int
    private let entries = Mutex<[Key: Entry]>([:])

    init(lifetime: Duration = .seconds(5), capacity: Int = 10_000) {
        self.lifetime = lifetime
        self.capacity = capacity
    }

    func answer(for key: Key) -> Answer? {
        entries.withLock { entries in
            guard let entry = entries[key], ContinuousClock.now - entry.readAt < lifetime else { return nil }
            return entry.answer
        }
    }

    func remember(_ answer: Answer, for key: Key) {
        entries.withLock { entries in
            // Made-up keys must not fill the memory.
            if entries.count >= capacity { entries.removeAll() }
            entries[key] = Entry(answer: answer, readAt: .now)
        }
    }
}
