import Redis

/// Where a job is.
package enum JobState: String, Sendable, CaseIterable {
    case waiting, delayed, running, dead, parked

    /// The letters that stand for it in a record.
    var letters: String {
        switch self {
        case .waiting: "w"
        case .delayed: "d"
        case .running: "rRc"
        case .dead: "x"
        case .parked: "p"
        }
    }
}

/// A job as operators see it.
package struct QueuedJob: Sendable, Equatable {
    /// The pointer as it is kept.
    package let raw: [UInt8]
    /// Nil when the bytes are no pointer.
    package let pointer: JobPointer?
    package let state: JobState
    package let queue: String
    package let priority: JobPriority
    /// Runs begun since it was last done, without those that ended with their worker.
    package let attempts: Int
    /// Runs that ended with their worker.
    package let crashes: Int
    /// Milliseconds since 1970: when it began to wait, is due, began to run, or was given up or parked.
    package let since: Int
    /// The worker that runs it.
    package let worker: String?
    /// It runs and is to be stopped.
    package let isCancelRequested: Bool
    /// It runs and will run once more.
    package let runsAgain: Bool
    /// Counts of whatever the job counts: done and of how many.
    package let progress: JobProgress.Value?
    /// Why it was given up.
    package let reason: String?

    /// Nil when the record is not one of ours.
    init?(raw: [UInt8], record: String, detail: String, progress: String) {
        let parts = record.split(separator: " ")
        guard parts.count == 6, let state = JobState.allCases.first(where: { $0.letters.contains(parts[0]) }),
            let attempts = Int(parts[1]), let crashes = Int(parts[2]), let ring = Ring(name: String(parts[4]))
        else { return nil }
        self.raw = raw
        pointer = JobPointer(encoded: raw)
        self.state = state
        queue = ring.queue
        priority = ring.priority
        self.attempts = attempts
        self.crashes = crashes
        let details = detail.split(separator: " ", maxSplits: 1)
        since =
            switch state {
            case .waiting, .running: (Int(parts[3]) ?? 0) / 1_000
            case .delayed: Int(parts[3]) ?? 0
            case .dead, .parked: details.first.flatMap { Int($0) } ?? 0
            }
        worker = state == .running && parts[5] != "-" ? String(parts[5]) : nil
        isCancelRequested = parts[0] == "c"
        runsAgain = parts[0] == "R"
        let counts = progress.split(separator: "/").compactMap { Int($0) }
        self.progress = counts.count == 2 ? JobProgress.Value(done: counts[0], total: counts[1]) : nil
        reason = state == .dead && details.count == 2 ? String(details[1]) : nil
    }
}

/// Which jobs to list.
package struct JobFilter: Sendable {
    package var states: [JobState]
    package var kind: String?
    /// Has an effect with a kind only.
    package var scope: String?

    package init(states: [JobState] = JobState.allCases, kind: String? = nil, scope: String? = nil) {
        self.states = states
        self.kind = kind
        self.scope = scope
    }

    /// How the pointers of this kind and scope begin.
    var start: [UInt8] {
        guard let kind else { return [] }
        var bytes = JobPointer(kind: kind, scope: scope ?? "", subject: "").encoded
        if scope == nil { bytes.removeLast() }
        return bytes
    }
}
