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
        let alarm = Mutex<Task<Void, Never>?>(nil)
        await withCheckedContinuation { continuation in
            let number = state.withLock { state -> Int? in
                guard !state.isSet else { return nil }
                state.next += 1
                state.sleepers[state.next] = continuation
                return state.next
            }
            guard let number else { return continuation.resume() }
            // Set only once the sleeper is in bed: or it might ring before.
            alarm.withLock { alarm in
                alarm = Task {
                    // Fails only by cancellation, which means that the sleeper was woken.
                    try? await Task.sleep(for: duration)
                    state.withLock { $0.sleepers.removeValue(forKey: number) }?.resume()
                }
            }
        }
        alarm.withLock { $0?.cancel() }
    }
}
