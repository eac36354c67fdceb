import Synchronization

/// A number several tasks of a test count with.
package final class Counter: Sendable {
    private let count: Mutex<Int>

    package init(_ count: Int = 0) {
        self.count = Mutex(count)
    }

    package var value: Int { count.withLock { $0 } }

    package func add(_ number: Int = 1) {
        count.withLock { $0 += number }
    }
}
