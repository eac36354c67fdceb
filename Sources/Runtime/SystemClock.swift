import Domain
import Foundation

extension Clock {
    /// The machine's own, in UTC.
    static var system: Clock {
        Clock {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
        }
    }
}
