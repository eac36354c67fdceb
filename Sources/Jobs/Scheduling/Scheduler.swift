package import Domain
package import Logging
package import Store

/// Takes the ticks of schedules as they become due and tells the workers of the runs they begin.
///
/// Any number of them may run: the database gives each tick to one. A telling that is lost costs a delay and nothing else.
package actor Scheduler {
    private let store: Store
    private let announce: @Sendable ([Work]) async -> Void
    private let logger: Logger
    private var failures = 0

    /// Also how late a schedule that was just made, or a clock that was just set, is noticed.
    private static let longestSleep = Duration.seconds(5)
    /// What is due and in other hands must not be asked for without end.
    private static let shortestSleep = Duration.milliseconds(250)
    private static let batch = 200

    package init(store: Store, announce: @escaping @Sendable ([Work]) async -> Void, logger: Logger) {
        self.store = store
        self.announce = announce
        self.logger = logger
    }

    /// Ticks until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            let sleep: Duration
            do {
                try await tick()
                sleep = try await untilNextDue()
                recovered()
            } catch {
                failed(error)
                sleep = Self.longestSleep
            }
            // Fails only by cancellation, which ends the loop.
            try? await Task.sleep(for: sleep)
        }
    }

    /// Takes what is due now and announces the work it begins; answers that work.
    ///
    /// A venue whose seasons cannot be looked at keeps nobody else waiting; its failure is thrown at the end.
    @discardableResult
    package func tick() async throws -> [Work] {
        var begun: [Work] = []
        var isMore = true
        while isMore, !Task.isCancelled {
            let taken = try await store.takeDueTicks(limit: Self.batch)
            await announce(taken.work)
            begun += taken.work
            isMore = taken.isMore
        }
        return begun + (try await lookAtSeasons())
    }

    private func lookAtSeasons() async throws -> [Work] {
        var begun: [Work] = []
        var failure: (any Error)?
        for look in try await store.dueSeasonLooks(limit: 10 * Self.batch) where !Task.isCancelled {
            do {
                guard let work = try await store.look(look) else { continue }
                await announce([work])
                begun.append(work)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return begun
    }

    private func untilNextDue() async throws -> Duration {
        guard let next = try await store.onPlatform({ try await $0.first(NextDue()) }) else { return Self.longestSleep }
        let wait = Duration.microseconds(next.microseconds - store.clock.now().microseconds)
        return min(max(wait, Self.shortestSleep), Self.longestSleep)
    }

    /// Told at the first, second, fourth, eighth failure…: an outage must not fill the log.
    private func failed(_ error: any Error) {
        guard !Task.isCancelled else { return }
        failures += 1
        guard failures.nonzeroBitCount == 1 else { return }
        logger.warning(
            "due schedules could not be taken", metadata: ["error": "\(error)", "failures": "\(failures)"])
    }

    private func recovered() {
        guard failures > 0 else { return }
        logger.info("due schedules are taken again", metadata: ["failures": "\(failures)"])
        failures = 0
    }
}
