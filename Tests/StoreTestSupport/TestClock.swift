package import Domain
import Synchronization

/// A clock that stands still until it is set.
package final class TestClock: Sendable {
    private let instant: Mutex<Instant>

    package init(_ text: String = "2026-11-22T12:00:00Z") {
        instant = Mutex(Instant(rfc3339: text) ?? Instant(microseconds: 0))
    }

    package var now: Instant {
        get { instant.withLock { $0 } }
        set { instant.withLock { $0 = newValue } }
    }

    package var clock: Clock { Clock { self.now } }
}
