import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct TakingTests {
        @Test func aVenueBeginsWithItsSchedules() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue(timeZone: "America/New_York")
                let schedules = try await database.schedules(of: venue)
                #expect(Set(schedules.map(\.task.rawValue)) == Set(VenueTask.allCases.map(\.rawValue)))
                let daily = try #require(schedules.first { $0.task == .runDailyIndicators })
                // Three o'clock there, the day after 2026-11-22T12:00Z.
                #expect(daily.nextAt == Instant("2026-11-23T08:00:00Z"))
                #expect(try await database.number("SELECT count(*) FROM schedules WHERE venue_id IS NULL") == 1)
            }
        }

        @Test func everyTickHasOneRunHoweverManySchedulersTake() async throws {
            try await TestDatabase.withDatabase(connections: 12) { database in
                let venue = try await database.venue()
                try await database.run(
                    """
                    DELETE FROM schedules;
                    INSERT INTO schedules (venue_id, task, cadence, every_seconds, anchor, missed, tolerance_seconds,
                        enabled, next_at, created_at)
                    SELECT '\(venue.id)', 'indicators.run_weekly', 'interval', 60, t, 'run_once', 0, true, t, t
                    FROM generate_series(1, 200), (SELECT timestamptz '2026-11-22 12:00:00Z') begin (t)
                    """)
                for round in 0..<5 {
                    database.clock.now = Instant("2026-11-22T12:00:05Z").advanced(bySeconds: Int64(round) * 60)
                    let begun = try await withThrowingTaskGroup(of: [Work].self) { group in
                        for _ in 0..<8 {
                            group.addTask {
                                var begun: [Work] = []
                                // Until nothing is due any more: a batch may be empty because others hold what is due.
                                while try await database.dueCount() > 0 {
                                    begun += try await database.store.takeDueTicks(limit: 7).work
                                }
                                return begun
                            }
                        }
                        return try await group.reduce(into: []) { $0 += $1 }
                    }
                    #expect(begun.count == 200)
                    #expect(Set(begun).count == 200)
                    try await database.endRuns()
                }
                #expect(try await database.number("SELECT count(*) FROM schedule_runs") == 1_000)
                #expect(try await database.number("SELECT count(DISTINCT tick) FROM schedule_runs") == 5)
                #expect(try await database.number("SELECT sum(missed) FROM schedule_runs") == 0)
            }
        }

        @Test(arguments: [MissedTicks.runOnce, .skip]) func aMachineAsleepOverSeveralTicks(_ missed: MissedTicks)
            async throws
        {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let schedule = try await database.schedule(
                    ScheduleDetails(timing: .daily(at: try #require(LocalTime("03:00"))), missed: missed), of: venue)
                // Five ticks go by, the last of them ten hours ago.
                database.clock.now = Instant("2026-11-27T12:00:00Z")
                let work = try await database.takeAll()
                let run = try #require(try await database.runs(of: schedule, venue).first)
                #expect(run.tick == Instant("2026-11-27T02:00:00Z") && run.missed == 4)
                #expect(run.state == (missed == .skip ? .skipped : .queued))
                #expect(work.contains(.scheduled(.runWeeklyIndicators, run.id, of: venue.id)) == (missed == .runOnce))
                try await database.endRuns()
                // The next one is noticed in time, by both.
                database.clock.now = Instant("2026-11-28T02:00:01Z")
                let next = try await database.takeAll().filter { $0.kind == .runWeeklyIndicators }
                #expect(next.count == 1)
                let runs = try await database.runs(of: schedule, venue)
                #expect(runs.count == 2 && runs[0].state == .queued && runs[0].missed == 0)
            }
        }

        @Test func aClockPutBackMakesNoSecondRun() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let schedule = try await database.schedule(
                    ScheduleDetails(timing: .daily(at: try #require(LocalTime("03:00")))), of: venue)
                for instant in [
                    "2026-11-23T02:00:01Z", "2026-11-23T01:30:00Z", "2026-11-23T02:00:01Z", "2026-11-22T12:00:00Z",
                    "2026-11-23T02:00:02Z",
                ] {
                    database.clock.now = Instant(instant)
                    _ = try await database.takeAll()
                }
                #expect(try await database.runs(of: schedule, venue).count == 1)
            }
        }

        @Test func aClockThatWasFarAheadStopsNothing() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let schedule = try await database.schedule(
                    ScheduleDetails(timing: .daily(at: try #require(LocalTime("03:00")))), of: venue)
                database.clock.now = Instant("2036-11-22T12:00:00Z")
                _ = try await database.takeAll()
                try await database.endRuns()
                database.clock.now = Instant("2026-11-22T13:00:00Z")
                #expect(try await database.takeAll() == [])
                database.clock.now = Instant("2026-11-23T02:00:01Z")
                _ = try await database.takeAll()
                let ticks = try await database.runs(of: schedule, venue).map(\.tick)
                #expect(ticks == [Instant("2026-11-23T02:00:00Z"), Instant("2036-11-22T02:00:00Z")])
            }
        }

        @Test func workThatTakesLongerThanItsIntervalDoesNotPileUp() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let begin = database.clock.now
                let schedule = try await database.schedule(
                    ScheduleDetails(timing: .interval(seconds: 60, anchor: begin)), of: venue)
                for round in 0..<4 {
                    database.clock.now = begin.advanced(bySeconds: Int64(round) * 60 + 1)
                    let begun = try await database.takeAll().filter { $0.kind == .runWeeklyIndicators }
                    #expect(begun.count == (round == 0 || round == 3 ? 1 : 0))
                    // The first run ends after the third tick.
                    if round == 2 { try await database.endRuns() }
                }
                let runs = try await database.runs(of: schedule, venue)
                #expect(runs.map(\.state) == [.queued, .skipped, .skipped, .done])
                #expect(runs[1].reason == "the run before it had not ended" && runs[0].missed == 0)
            }
        }

        @Test func whatWentByWhileItWasOffIsNotMadeUp() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let details = ScheduleDetails(timing: .daily(at: try #require(LocalTime("03:00"))), isEnabled: false)
                let schedule = try await database.schedule(details, of: venue)
                database.clock.now = Instant("2026-11-27T12:00:00Z")
                _ = try await database.takeAll()
                var enabled = details
                enabled.isEnabled = true
                let change = ChangeSchedule(schedule, of: venue.id, to: enabled, at: database.clock.now)
                let changed = try await database.store.onPlatform { try await $0.first(change) }
                #expect(changed?.nextAt == Instant("2026-11-28T02:00:00Z"))
                _ = try await database.takeAll()
                #expect(try await database.runs(of: schedule, venue).isEmpty)
            }
        }
    }
}

extension TestDatabase {
    /// All runs there are end now.
    func endRuns() async throws {
        try await run(
            "UPDATE schedule_runs SET state = 'done', finished_at = queued_at WHERE state IN ('queued', 'running')")
    }

    func schedule(_ details: ScheduleDetails, task: VenueTask = .runWeeklyIndicators, of venue: Venue) async throws
        -> Schedule
    {
        let create = CreateSchedule(venue: venue.id, task: task, details: details, at: clock.now)
        return try #require(try await store.onPlatform { try await $0.first(create) })
    }

    func schedules(of venue: Venue) async throws -> [Schedule] {
        try await store.onPlatform {
            try await $0.all(ListSchedules(venue: venue.id, page: Page(after: nil, limit: 100)))
        }
    }

    /// The newest first.
    func runs(of schedule: Schedule, _ venue: Venue) async throws -> [ScheduleRun] {
        let list = ListScheduleRuns(schedule: schedule.id, venue: venue.id, page: Page(after: nil, limit: 100))
        return try await store.onPlatform { try await $0.all(list) }
    }

    /// Takes what is due, whatever its number.
    func takeAll() async throws -> [Work] {
        try await store.takeDueTicks(limit: 1_000).work
    }

    func dueCount() async throws -> Int {
        try await number("SELECT count(*) FROM schedules WHERE enabled AND next_at <= '\(clock.now.rfc3339)'")
    }
}
