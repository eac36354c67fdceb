import Synchronization

/// A number that threads and tasks raise, and that a task can wait for.
final class Signal: Sendable {
    private let state = Mutex(State())

    private struct State {
        var count = 0
        var waiters: [(threshold: Int, waiter: CheckedContinuation<Void, Never>)] = []
    }

    var count: Int { state.withLock { $0.count } }

    func raise() {
        let ready = state.withLock { state in
            state.count += 1
            let count = state.count
            let ready = state.waiters.filter { $0.threshold <= count }
            state.waiters.removeAll { $0.threshold <= count }
            return ready
        }
        for (_, waiter) in ready { waiter.resume() }
    }

    /// Returns early when the task is cancelled, so that a time limit can end a test that waits in vain.
    func wait(for threshold: Int = 1) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isReady = state.withLock { state in
                    let isReady = state.count >= threshold || Task.isCancelled
                    if !isReady { state.waiters.append((threshold, waiter)) }
                    return isReady
                }
                if isReady { waiter.resume() }
            }
        } onCancel: {
            let waiters = state.withLock { state in
                defer { state.waiters = [] }
                return state.waiters
            }
            for (_, waiter) in waiters { waiter.resume() }
        }
    }
}
