/// How many jobs end in a time, lately.
struct Pace {
    private var perMillisecond = 0.0
    private var since = ContinuousClock.now
    private var count = 0

    /// One job has ended.
    mutating func tick() {
        count += 1
        guard count.isMultiple(of: 16) else { return }
        let now = ContinuousClock.now
        perMillisecond = 16 / max(0.001, since.duration(to: now) / .milliseconds(1))
        since = now
    }

    func within(_ duration: Duration, most: Int) -> Int {
        Int(min(Double(most), perMillisecond * (duration / .milliseconds(1))))
    }
}
