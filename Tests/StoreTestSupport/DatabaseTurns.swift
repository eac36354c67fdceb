/// Lets a few tests at a time have a database: PostgreSQL has few cores and few connections, but one test alone often waits.
actor DatabaseTurns {
    static let shared = DatabaseTurns(atOnce: 3)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(atOnce: Int) {
        free = atOnce
    }

    /// Runs `body` when a turn is free.
    nonisolated func turn(_ body: () async throws -> Void) async throws {
        await take()
        do {
            try await body()
        } catch {
            await giveBack()
            throw error
        }
        await giveBack()
    }

    private func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Hands the turn to whoever waits longest.
    private func giveBack() {
        guard !waiting.isEmpty else {
            free += 1
            return
        }
        waiting.removeFirst().resume()
    }
}
