/// Decides which transfers run and which wait: first come, first served, except that nobody waits behind a transfer
/// to a host that is at its limit.
///
/// Pure.
struct TransferQueue<ID: Hashable> {
    let maxRunning: Int
    let maxRunningPerHost: Int

    private var waiting: [(id: ID, host: String)] = []
    private var runningPerHost: [String: Int] = [:]
    private var running = 0

    init(maxRunning: Int, maxRunningPerHost: Int) {
        self.maxRunning = maxRunning
        self.maxRunningPerHost = maxRunningPerHost
    }

    mutating func enqueue(_ id: ID, host: String) {
        waiting.append((id, host))
    }

    /// Takes the first that may run now out of the waiting and counts it as running.
    mutating func startNext() -> ID? {
        guard running < maxRunning else { return nil }
        guard let place = waiting.firstIndex(where: { runningPerHost[$0.host, default: 0] < maxRunningPerHost }) else {
            return nil
        }
        let next = waiting.remove(at: place)
        running += 1
        runningPerHost[next.host, default: 0] += 1
        return next.id
    }

    /// Gives back the place of one that ran.
    mutating func finish(host: String) {
        running -= 1
        let rest = runningPerHost[host, default: 1] - 1
        runningPerHost[host] = rest == 0 ? nil : rest
    }

    /// Takes one out that still waits.
    mutating func withdraw(_ id: ID) {
        waiting.removeAll { $0.id == id }
    }
}
