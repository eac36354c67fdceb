import Redis

/// The right of one worker to run one pointer, until it settles it or falls silent.
struct Lease: Sendable {
    /// The pointer as it came; kept as it is when the job is buried or parked.
    let raw: [UInt8]
    /// Tells this taking from every other: what a worker settles with an old token changes nothing.
    let token: String
    /// 1 for the first attempt; a run that ended with its worker is the same attempt as the next.
    let attempt: Int
    /// Runs of this pointer that ended with their worker.
    let crashes: Int
    /// From the hint, or from the moment it was due, to the taking.
    let waited: Duration
    let pointer: JobPointer?

    init(raw: [UInt8], token: String, attempt: Int, crashes: Int, waited: Duration) {
        self.raw = raw
        self.token = token
        self.attempt = attempt
        self.crashes = crashes
        self.waited = waited
        pointer = JobPointer(encoded: raw)
    }
}

extension Lease: Hashable {
    static func == (left: Lease, right: Lease) -> Bool {
        left.token == right.token && left.raw == right.raw
    }

    func hash(into hasher: inout Hasher) {
        raw.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
