import Foundation
import Synchronization

/// The thread of one connection, as an executor: an actor that runs on it may block in a system call without holding up
/// any thread of Swift's own pool.
///
/// The thread keeps the executor alive until `stop()`; jobs enqueued before that still run.
final class ConnectionThread: SerialExecutor, @unchecked Sendable {
    private let condition = NSCondition()
    // Both are touched only while `condition` is held.
    private var jobs: [UnownedJob] = []
    private var isStopping = false

    // Written once, before any other thread knows the object.
    private weak var myself: ConnectionThread?

    init(name: String) {
        myself = self
        let thread = Thread { [self] in run() }
        thread.name = name
        thread.stackSize = 512 * 1024
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        // Swift calls with a reference it does not own: once the job is in the queue it may run, drop the connection and
        // end the thread while this call still needs the lock. A reference loaded from a weak one is truly held.
        let held = myself
        let job = UnownedJob(job)
        condition.lock()
        jobs.append(job)
        condition.unlock()
        // After the lock is free: the thread woken would only wait again, for the lock.
        condition.signal()
        withExtendedLifetime(held) {}
    }

    /// Lets the thread end once its queue is empty.
    ///
    /// Safe to call more than once.
    func stop() {
        condition.lock()
        isStopping = true
        condition.unlock()
        condition.signal()
    }

    private func run() {
        var batch: [UnownedJob] = []
        while true {
            condition.lock()
            while jobs.isEmpty && !isStopping { condition.wait() }
            swap(&batch, &jobs)
            let isLast = isStopping && batch.isEmpty
            condition.unlock()
            if isLast { return }
            for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
            batch.removeAll(keepingCapacity: true)
        }
    }
}
