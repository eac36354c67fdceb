import Logging
import Redis

/// Paces the attempts of one loop while Redis fails it, and tells the log about it once in a while.
struct Outage {
    private let activity: String
    private let logger: Logger
    private var failures = 0
    private var began = ContinuousClock.now
    private var spoke = ContinuousClock.now

    init(of activity: String, logger: Logger) {
        self.activity = activity
        self.logger = logger
    }

    /// Answers how long to wait before the next attempt: 0.1 s doubling up to 2 s, less up to a half.
    mutating func failed(_ error: RedisError) -> Duration {
        let now = ContinuousClock.now
        if failures == 0 { began = now }
        failures += 1
        if failures == 1 || spoke.duration(to: now) > .seconds(30) {
            spoke = now
            logger.warning(
                "Redis fails the job queue",
                metadata: ["activity": "\(activity)", "reason": "\(error)", "failures": "\(failures)"])
        }
        return Backoff(base: .milliseconds(100), cap: .seconds(2)).delay(after: failures)
    }

    mutating func ended() {
        guard failures > 0 else { return }
        let seconds = began.duration(to: .now).components.seconds
        logger.info(
            "Redis serves the job queue again",
            metadata: ["activity": "\(activity)", "seconds": "\(seconds)", "failures": "\(failures)"])
        failures = 0
    }
}
