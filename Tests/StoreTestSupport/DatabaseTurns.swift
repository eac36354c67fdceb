/// Lets a few tests at a time have a database: PostgreSQL has few cores and few connections, but one test alone often waits.
actor DatabaseTurns {
    static let shared = DatabaseTurns(atOnce: 3)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(atOnce: Int) {
        free = atOnce
    }

    /// Waits until a turn is free.
    func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Hands the turn to whoever waits longest.
    func giveBack() {
        guard !waiting.isEmpty else {
            free += 1
            return
        }
        waiting.removeFirst().resume()
    }
}
