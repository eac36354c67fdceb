/// How many jobs end in a time, lately.
struct Pace {
    private var perMillisecond = 0.0
    private var since = ContinuousClock.now
    private var count = 0

    private static let sample = 16

    /// One job has ended.
    mutating func tick() {
        count += 1
        guard count.isMultiple(of: Self.sample) else { return }
        let now = ContinuousClock.now
        perMillisecond = Double(Self.sample) / max(0.001, since.duration(to: now) / .milliseconds(1))
        since = now
    }

    /// None when the last sample takes much longer than the one before: what ends now is of another kind.
    func within(_ duration: Duration, most: Int) -> Int {
        guard perMillisecond > 0 else { return 0 }
        let elapsed = since.duration(to: .now) / .milliseconds(1)
        guard elapsed < max(20, 4 * Double(Self.sample) / perMillisecond) else { return 0 }
        return Int(min(Double(most), perMillisecond * (duration / .milliseconds(1))))
    }
}
