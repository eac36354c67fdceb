import Redis

/// One entry of a queue as a worker holds it: pending for this worker until it is settled.
struct Delivery: Sendable {
    let queue: String
    let id: String
    /// The pointer as it came; kept as it is when the job is buried or parked.
    let raw: [UInt8]
    let pointer: JobPointer?
    /// The milliseconds of the server's clock when the entry was added.
    let addedAt: Int?

    init(queue: String, entry: StreamEntry) {
        self.queue = queue
        id = entry.id
        raw = entry["p"] ?? []
        pointer = JobPointer(encoded: raw)
        addedAt = entry.milliseconds
    }
}

extension Delivery: Hashable {
    static func == (left: Delivery, right: Delivery) -> Bool {
        left.queue == right.queue && left.id == right.id
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(queue)
        hasher.combine(id)
    }
}
