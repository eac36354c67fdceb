import Glibc
import Synchronization

/// Runs the jobs of one actor on one thread of its own, which may therefore block without holding up anybody else.
///
/// The thread keeps the executor alive until `stop()`; it then runs what is queued and ends. SIGPIPE is blocked on it.
package final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
    // Unchecked because of the semaphore's address: a semaphore is made to be used from several threads, and it is
    // destroyed only in deinit, when neither the thread nor the actor is left.
    private let wake: UnsafeMutablePointer<sem_t>
    private let state = Mutex(State())
    // Written once, before any other thread knows the object.
    private weak var myself: ThreadExecutor?

    private struct State {
        var jobs: [UnownedJob] = []
        var isStopped = false
    }

    /// The system has no thread left to give.
    package struct NoThread: Error {}

    /// Starts the thread.
    package init() throws(NoThread) {
        wake = .allocate(capacity: 1)
        sem_init(wake, 0, 0)
        myself = self
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        pthread_attr_init(attributes)
        defer {
            pthread_attr_destroy(attributes)
            attributes.deallocate()
        }
        pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
        // Name resolution in glibc is the deepest stack seen here: well below 512 KiB.
        pthread_attr_setstacksize(attributes, 512 << 10)
        let retained = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let status = pthread_create(&thread, attributes, Self.main, retained.toOpaque())
        guard status == 0 else {
            retained.release()
            throw NoThread()
        }
    }

    deinit {
        sem_destroy(wake)
        wake.deallocate()
    }

    /// Hands a job to the thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        // Swift calls with a reference it does not own: once the job is in the queue it may run, drop the actor and end
        // the thread while this call still needs the semaphore. One loaded from a weak reference is truly held.
        let held = myself
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        sem_post(wake)
        withExtendedLifetime(held) {}
    }

    /// Lets the thread end once it has nothing left to run.
    ///
    /// Safe to call more than once.
    package func stop() {
        state.withLock { $0.isStopped = true }
        sem_post(wake)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument else { return nil }
        let executor = Unmanaged<ThreadExecutor>.fromOpaque(argument).takeRetainedValue()
        // A write to a connection the peer has closed must be an error here, not the end of the process.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        executor.loop()
        return nil
    }

    private func loop() {
        while true {
            while sem_wait(wake) != 0 {}
            let (jobs, isStopped) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isStopped)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if isStopped && jobs.isEmpty { return }
            if isStopped { sem_post(wake) }
        }
    }
}
