import Synchronization

/// Says once and for all that it is time to stop, and wakes those who sleep until then.
final class StopSignal: Sendable {
    private struct State {
        var isSet = false
        var sleepers: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    var isSet: Bool { state.withLock { $0.isSet } }

    /// Any thread, any number of times.
    func set() {
        let sleepers = state.withLock { state in
            state.isSet = true
            defer { state.sleepers = [:] }
            return Array(state.sleepers.values)
        }
        for sleeper in sleepers { sleeper.resume() }
    }

    /// Returns after `duration`, or at once when the signal is set.
    func sleep(for duration: Duration) async {
        let number = state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
        let alarm = Task {
            // Fails only by cancellation, which means that the sleeper was woken.
            try? await Task.sleep(for: duration)
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.resume()
        }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isSet { state.sleepers[number] = continuation }
                return state.isSet
            }
            if isOver { continuation.resume() }
        }
        alarm.cancel()
    }
}
