import Glibc
import Synchronization

/// The thread that runs a transfer loop from its start to its end.
final class TransferThread: Sendable {
    private let state = Mutex(State())

    private struct State {
        var hasEnded = false
        var isReaped = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var thread: pthread_t?
    }

    /// Starts the thread, which from here on owns the loop; false where the system has no thread to give.
    func start(_ loop: sending TransferLoop) -> Bool {
        let work = Unmanaged.passRetained(Work(loop: loop, thread: self))
        var thread = pthread_t()
        // The signals of the process are for its other threads, and a closed connection is an error, not a signal.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let code = pthread_create(&thread, nil, { TransferThread.main($0) }, work.toOpaque())
        guard code == 0 else {
            work.release()
            return false
        }
        state.withLock { $0.thread = thread }
        return true
    }

    /// Suspends until the loop is over, then takes the thread back.
    ///
    /// Any number of callers may wait.
    func join() async {
        await withCheckedContinuation { waiter in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiters.append(waiter) }
                return state.hasEnded
            }
            if hasEnded { waiter.resume() }
        }
        // Nothing is left to the thread but to return, so this does not hold the caller.
        if let thread = reap() { pthread_join(thread, nil) }
    }

    /// Lets the thread end by itself.
    func detach() {
        if let thread = reap() { pthread_detach(thread) }
    }

    private func reap() -> pthread_t? {
        state.withLock { state in
            defer { state.isReaped = true }
            return state.isReaped ? nil : state.thread
        }
    }

    private func end() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private final class Work {
        let loop: TransferLoop
        let thread: TransferThread

        init(loop: TransferLoop, thread: TransferThread) {
            self.loop = loop
            self.thread = thread
        }
    }

    private static func main(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context else { return nil }
        let thread: TransferThread
        do {
            let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
            work.loop.run()
            thread = work.thread
        }
        thread.end()
        return nil
    }
}
