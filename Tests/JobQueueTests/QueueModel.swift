@testable import JobQueue

/// What a queue is, in the plainest words: the oracle of the random histories.
struct QueueModel {
    enum State: Equatable {
        case waiting
        case delayed
        case running(again: Bool, cancelled: Bool, attempt: Int)
        case dead
        case parked
    }

    let limit: Int
    private(set) var jobs: [JobPointer: State] = [:]
    private(set) var attempts: [JobPointer: Int] = [:]
    private(set) var lines: [String: [JobPointer]] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    private func line(_ pointer: JobPointer) -> String { pointer.scope }

    private mutating func lineUp(_ pointer: JobPointer) {
        jobs[pointer] = .waiting
        lines[line(pointer), default: []].append(pointer)
    }

    private mutating func remove(_ pointer: JobPointer) {
        jobs[pointer] = nil
        attempts[pointer] = nil
        lines[line(pointer)]?.removeAll { $0 == pointer }
    }

    mutating func enqueue(_ pointer: JobPointer, delayed: Bool) -> Int {
        switch jobs[pointer] {
        case nil:
            attempts[pointer] = 0
            if delayed { jobs[pointer] = .delayed } else { lineUp(pointer) }
            return 1
        case .running(again: false, cancelled: false, let attempt):
            jobs[pointer] = .running(again: true, cancelled: false, attempt: attempt)
            return 1
        default:
            return 0
        }
    }

    func running(in scope: String) -> Int {
        jobs.filter { if case .running = $0.value { $0.key.scope == scope } else { false } }.count
    }

    /// How many could be taken now.
    var available: Int {
        lines.reduce(0) { $0 + min($1.value.count, max(0, limit - running(in: $1.key))) }
    }

    /// Takes what the queue gave; false when it should not have.
    mutating func take(_ pointer: JobPointer, attempt: Int) -> Bool {
        guard lines[line(pointer)]?.first == pointer, jobs[pointer] == .waiting, running(in: pointer.scope) < limit,
            attempt == (attempts[pointer] ?? 0) + 1
        else { return false }
        lines[line(pointer)]?.removeFirst()
        attempts[pointer] = attempt
        jobs[pointer] = .running(again: false, cancelled: false, attempt: attempt)
        return true
    }

    /// All leases run out at once, and the first to ask takes them over.
    mutating func takeOver() {
        for (pointer, state) in jobs {
            if case .running(_, cancelled: true, _) = state { remove(pointer) }
        }
    }

    mutating func settle(_ pointer: JobPointer, _ settlement: Settlement) {
        guard case .running(let again, let cancelled, let attempt) = jobs[pointer] else { return }
        switch settlement {
        case .finish:
            remove(pointer)
            if again {
                attempts[pointer] = 0
                lineUp(pointer)
            }
        case .postpone where cancelled, .bury where cancelled, .park where cancelled:
            remove(pointer)
        case .postpone(let delay, let counts):
            attempts[pointer] = counts ? attempt : attempt - 1
            if delay > .zero { jobs[pointer] = .delayed } else { lineUp(pointer) }
        case .handBack where cancelled:
            remove(pointer)
        case .handBack:
            attempts[pointer] = attempt - 1
            jobs[pointer] = .waiting
            lines[line(pointer), default: []].insert(pointer, at: 0)
        case .bury: jobs[pointer] = .dead
        case .park: jobs[pointer] = .parked
        case .cancel: remove(pointer)
        }
    }

    mutating func cancel(_ pointer: JobPointer) -> Cancellation {
        switch jobs[pointer] {
        case nil: return .absent
        case .running(_, _, let attempt):
            jobs[pointer] = .running(again: false, cancelled: true, attempt: attempt)
            return .requested
        default:
            remove(pointer)
            return .removed
        }
    }

    mutating func retry(_ pointer: JobPointer) -> Revival {
        switch jobs[pointer] {
        case nil: return .absent
        case .waiting, .running: return .needless
        default:
            remove(pointer)
            attempts[pointer] = 0
            lineUp(pointer)
            return .waiting
        }
    }

    /// The time of all that is delayed has come; `order` is the queue's.
    mutating func promote(_ order: [JobPointer]) {
        for pointer in order where jobs[pointer] == .delayed { lineUp(pointer) }
    }
}
