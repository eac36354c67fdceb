import Logging
import Redis

/// Tells Redis how the leases of one worker stand: which are at work, and what became of the others.
///
/// It says one thing at a time. A heartbeat that overtook the end of a run would write the run down again, as if Redis had
/// lost it.
///
/// Settlements that came while something was being said go together. It keeps on trying while Redis fails, so a job that is
/// done is not done again only because Redis was away for a while.
actor LeaseKeeper {
    private let queue: DurableQueue
    private let running: RunningJobs
    private let metrics: JobMetrics
    private var outage: Outage
    private let abandonment = StopSignal()
    private var waiting: [(lease: Lease, settlement: Settlement)] = []
    private var isWriting = false
    private var isSpeaking = false
    private var speakers: [CheckedContinuation<Void, Never>] = []

    init(queue: DurableQueue, running: RunningJobs, metrics: JobMetrics, logger: Logger) {
        self.queue = queue
        self.running = running
        self.metrics = metrics
        outage = Outage(of: "settling", logger: logger)
    }

    /// Has it written soon; when there is no hope, the lease runs out instead.
    func settle(_ lease: Lease, _ settlement: Settlement) {
        waiting.append((lease, settlement))
        guard !isWriting else { return }
        isWriting = true
        Task { await self.write() }
    }

    /// Whether nothing is left to be written.
    var isSilent: Bool { waiting.isEmpty && !isWriting }

    /// Keeps the leases of what is at work; answers how each stands.
    func beat(
        as worker: String, for lease: Duration
    ) async throws(RedisError) -> [(lease: Lease, state: LeaseState)] {
        await beginSpeaking()
        defer { endSpeaking() }
        let beats = running.heartbeats(patience: lease)
        guard !beats.isEmpty else { return [] }
        let states = try await queue.heartbeat(beats, of: worker, lease: lease)
        return zip(beats, states).map { ($0.lease, $1) }
    }

    /// Gives up what cannot be written at once, now and from here on.
    nonisolated func abandon() {
        abandonment.set()
    }

    private func write() async {
        while !waiting.isEmpty {
            let batch = waiting
            waiting = []
            await record(batch)
            running.settled(batch.map { $0.lease })
        }
        isWriting = false
    }

    private func record(_ batch: [(lease: Lease, settlement: Settlement)]) async {
        while true {
            do throws(RedisError) {
                let late = try await write(batch)
                metrics.count("jobs_late_settlements_total", by: late)
                return outage.ended()
            } catch {
                let delay = outage.failed(error)
                guard error.isRetryable, !abandonment.isSet else { return }
                await abandonment.sleep(for: delay)
            }
        }
    }

    private func write(_ batch: [(lease: Lease, settlement: Settlement)]) async throws(RedisError) -> Int {
        await beginSpeaking()
        defer { endSpeaking() }
        return try await queue.settle(batch)
    }

    private func beginSpeaking() async {
        guard isSpeaking else { return isSpeaking = true }
        await withCheckedContinuation { speakers.append($0) }
    }

    private func endSpeaking() {
        if speakers.isEmpty { isSpeaking = false } else { speakers.removeFirst().resume() }
    }
}
