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
                let time = try #require(LocalTime("00:05"))
                let schedule = try await database.schedule(
                    ScheduleDetails(timing: .seasonChange(at: time), missed: .skip), task: .changeSeason, of: venue)
                _ = try await database.season("2026-09-01", "2027-09-01", in: venue)
                try await database.lookAtSeasons()
                #expect(try await database.runs(of: schedule, venue).map(\.state) == [.skipped])
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
