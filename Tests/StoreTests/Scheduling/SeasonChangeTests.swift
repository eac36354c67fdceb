import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct SeasonChangeTests {
        @Test func aSeasonHasOneRunHoweverOftenItIsLookedFor() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let schedule = try await Self.schedule(of: venue, database)
                _ = try await database.season("2025-09-01", "2026-12-01", in: venue)
                _ = try await database.season("2026-12-01", "2027-09-01", in: venue)
                for day in 1...15 {
                    database.clock.now = Instant("2026-11-22T23:05:01Z").advanced(bySeconds: Int64(day) * 86_400)
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<4 { group.addTask { try await database.lookAtSeasons() } }
                        try await group.waitForAll()
                    }
                }
                let runs = try await database.runs(of: schedule, venue)
                // Midnight in Paris.
                #expect(runs.map(\.tick) == [Instant("2026-11-30T23:00:00Z"), Instant("2025-08-31T22:00:00Z")])
                #expect(runs[0].queuedAt == Instant("2026-11-30T23:05:01Z"))
            }
        }

        @Test func aSeasonEnteredLateIsSeenSoon() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let schedule = try await Self.schedule(of: venue, database)
                try await database.lookAtSeasons()
                _ = try await database.season("2026-09-01", "2027-09-01", in: venue)
                #expect(try await database.lookAtSeasons() == [])
                await database.store.lookForSeasonChangeSoon(in: venue.id)
                let work = try await database.lookAtSeasons()
                let run = try #require(try await database.runs(of: schedule, venue).first)
                #expect(work == [.scheduled(.changeSeason, run.id, of: venue.id)])
                #expect(run.tick == Instant("2026-08-31T22:00:00Z"))
            }
        }

        @Test func aSeasonEnteredDuringALookIsNotMissed() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                await database.store.lookForSeasonChangeSoon(in: venue.id)
                let look = try #require(try await database.store.dueSeasonLooks(limit: 10).first)
                // Told after the seasons were read and before the schedule is moved on.
                database.clock.now = database.clock.now.advanced(bySeconds: 1)
                await database.store.lookForSeasonChangeSoon(in: venue.id)
                let note = NoteSeasonChange(look: look, begun: nil, at: database.clock.now)
                _ = try await database.store.onPlatform { try await $0.all(note) }
                #expect(try await database.store.dueSeasonLooks(limit: 10).count == 1)
                try await database.lookAtSeasons()
                #expect(try await database.store.dueSeasonLooks(limit: 10).isEmpty)
            }
        }

        @Test func aSeasonNoticedTooLateIsSkippedByAScheduleThatSkips() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let schedule = try await Self.schedule(of: venue, database)
                try await database.run("UPDATE schedules SET missed = 'skip' WHERE id = \(schedule.id)")
                _ = try await database.season("2026-09-01", "2027-09-01", in: venue)
                await database.store.lookForSeasonChangeSoon(in: venue.id)
                try await database.lookAtSeasons()
                #expect(try await database.runs(of: schedule, venue).map(\.state) == [.skipped])
            }
        }

        @Test func aSeasonsChangeHasOneScheduleWhichStaysWithItsRuns() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let schedule = try await Self.schedule(of: venue, database)
                await #expect(throws: StoreFailure.conflict(constraint: "schedules_season_change_key")) {
                    _ = try await database.schedule(schedule.details, task: .changeSeason, of: venue)
                }
                let delete = DeleteSchedule(id: schedule.id, venue: venue.id)
                #expect(try await database.store.onPlatform { try await $0.run(delete) } == 0)
                // A season of two years: its run is old long before it ends.
                _ = try await database.season("2025-01-01", "2027-09-01", in: venue)
                await database.store.lookForSeasonChangeSoon(in: venue.id)
                #expect(try await database.lookAtSeasons().count == 1)
                try await database.endRuns()
                let purge = PurgeScheduleRuns(before: Instant("2027-08-01T00:00:00Z"), limit: 100)
                #expect(try await database.store.onPlatform { try await $0.run(purge) } == 0)
                database.clock.now = Instant("2027-08-01T12:00:00Z")
                #expect(try await database.lookAtSeasons() == [])
            }
        }

        /// The scheduler's clock saw the season begin; the worker's is an hour behind.
        @Test func aSeasonIsChangedAsOfItsTickByAClockThatIsBehind() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                database.clock.now = Instant("2026-08-31T21:00:00Z")
                let tick = Instant("2026-08-31T22:00:00Z")
                #expect(try await database.store.computeCalendar(of: venue, notBefore: tick).asOf == tick)
                database.clock.now = Instant("2026-08-31T23:00:00Z")
                #expect(try await database.store.computeCalendar(of: venue, notBefore: tick).asOf > tick)
            }
        }

        private static func schedule(of venue: Venue, _ database: TestDatabase) async throws -> Schedule {
            try #require(try await database.schedules(of: venue).first { $0.task == .changeSeason })
        }
    }
}

extension TestDatabase {
    @discardableResult
    func lookAtSeasons() async throws -> [Work] {
        var begun: [Work] = []
        for look in try await store.dueSeasonLooks(limit: 100) {
            if let work = try await store.look(look) { begun.append(work) }
        }
        return begun
    }
}
