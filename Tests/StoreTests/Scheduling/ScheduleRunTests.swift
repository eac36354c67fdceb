import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct ScheduleRunTests {
        @Test func anAttemptThatWasFollowedFinishesNothing() async throws {
            try await TestDatabase.withDatabase { database in
                let (run, venue, schedule) = try await Self.queuedRun(database)
                let zombie = try #require(try await Self.begin(run, database))
                let second = try #require(try await Self.begin(run, database))
                #expect(zombie.attempt == 1 && second.attempt == 2 && second.venue == venue.id)
                #expect(try await Self.finish(run, zombie, failure: "too late", database) == 0)
                database.clock.now = database.clock.now.advanced(bySeconds: 90)
                #expect(try await Self.finish(run, second, failure: nil, database) == 1)
                #expect(try await Self.finish(run, zombie, failure: "too late", database) == 0)
                #expect(try await Self.begin(run, database) == nil)
                let row = try #require(try await database.runs(of: schedule, venue).first)
                #expect(row.state == .done && row.reason == nil && row.attempts == 2 && row.seconds == 90)
            }
        }

        @Test func aRunWithdrawnIsNeitherFoundNorFinished() async throws {
            try await TestDatabase.withDatabase { database in
                let (run, venue, schedule) = try await Self.queuedRun(database)
                let begun = try #require(try await Self.begin(run, database))
                #expect(try await Self.unfinished(database) == [.scheduled(.runWeeklyIndicators, run, of: venue.id)])
                let cancel = CancelScheduleRun(id: run, kind: .runWeeklyIndicators, at: database.clock.now)
                #expect(try await database.store.onPlatform { try await $0.run(cancel) } == 1)
                #expect(try await database.store.onPlatform { try await $0.run(cancel) } == 0)
                #expect(try await Self.unfinished(database) == [])
                #expect(try await Self.finish(run, begun, failure: nil, database) == 0)
                #expect(try await database.runs(of: schedule, venue).map(\.state) == [.cancelled])
            }
        }

        @Test func thePurgeTakesTheOldAndNothingElse() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let schedule = try await database.schedule(
                    ScheduleDetails(timing: .daily(at: try #require(LocalTime("03:00")))), of: venue)
                try await database.run(
                    """
                    INSERT INTO schedule_runs (schedule_id, task, tick, missed, state, queued_at, finished_at)
                    SELECT \(schedule.id), 'x', t, 0, s, t, f FROM (VALUES
                        (timestamptz '2025-01-01Z', 'done', timestamptz '2025-01-01Z'), ('2025-01-02Z', 'queued', NULL),
                        ('2025-01-03Z', 'running', NULL), ('2025-01-04Z', 'skipped', '2025-01-04Z'),
                        ('2025-02-01Z', 'done', '2025-02-01Z')) rows (t, s, f)
                    """)
                let purge = PurgeScheduleRuns(before: Instant("2025-02-01T00:00:00Z"), limit: 1)
                var sizes: [Int] = []
                for _ in 0..<3 { sizes.append(try await database.store.onPlatform { try await $0.run(purge) }) }
                #expect(sizes == [1, 1, 0])
                #expect(try await database.number("SELECT count(*) FROM schedule_runs") == 3)

                for at in ["2026-10-22T00:00:00Z", "2026-10-23T00:00:00Z"] {
                    let key = IdempotencyKey(actor: Identifier(rawValue: 1), key: at, fingerprint: [1])
                    try await database.store.inVenue(venue) { _ = try await $0.claim(key, at: Instant(at)) }
                    try await database.store.onPlatform { _ = try await $0.claim(key, at: Instant(at)) }
                }
                let keys = PurgeIdempotencyKeys(before: Instant("2026-10-23T00:00:00Z"), limit: 10)
                #expect(try await database.store.inVenue(venue) { try await $0.run(keys) } == 1)
                #expect(try await database.store.onPlatform { try await $0.run(keys) } == 1)
                #expect(try await database.number("SELECT count(*) FROM idempotency_keys", in: venue) == 1)
                #expect(try await database.number("SELECT count(*) FROM idempotency_keys") == 1)
            }
        }

        @Test func aClockThatIsWrongDeletesNothing() async throws {
            try await TestDatabase.withDatabase { database in
                let micros = try await database.number(
                    "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
                let right = Instant(microseconds: Int64(micros))
                database.clock.now = right
                #expect(try await database.store.agreedTime() == right)
                for hours in [-2, 2, 87_600] as [Int64] {
                    database.clock.now = right.advanced(bySeconds: hours * 3_600)
                    await #expect(throws: StoreFailure.self) { try await database.store.agreedTime() }
                }
            }
        }

        @Test func aWithdrawnImportAndRunLeaveNothingToDo() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let received = try await ImportFile.orders([[:]]).receive(in: venue, database)
                #expect(try await database.store.withdrawImport(received.id, of: venue))
                #expect(try await database.store.withdrawImport(received.id, of: venue) == false)
                #expect(try await database.store.runImport(received.id, of: venue) == false)
                let found = try await ImportFile<OrderColumn>.report(received.id, in: venue, database).fileImport
                #expect(found.status == .cancelled && found.finishedAt != nil)
                #expect(try await database.number("SELECT count(*) FROM import_rows", in: venue) == 0)

                let at = database.clock.now
                let run = try #require(
                    try await database.store.inVenue(venue) { try await $0.first(RequestIndicatorRun(at: at)) })
                #expect(try await database.store.withdrawIndicatorRun(run.id, of: venue))
                #expect(try await database.store.withdrawIndicatorRun(run.id, of: venue) == false)
                let left = try await database.store.inVenue(venue) { try await $0.all(QueuedIndicatorRuns()) }
                #expect(left.isEmpty)
            }
        }

        private static func queuedRun(
            _ database: TestDatabase
        ) async throws -> (Identifier<ScheduleRun>, Venue, Schedule) {
            let venue = try await database.venue()
            let schedule = try await database.schedule(
                ScheduleDetails(timing: .interval(seconds: 60, anchor: database.clock.now)), of: venue)
            _ = try await database.takeAll()
            return (try #require(try await database.runs(of: schedule, venue).first).id, venue, schedule)
        }

        private static func begin(
            _ run: Identifier<ScheduleRun>, _ database: TestDatabase
        ) async throws -> BeginScheduleRun.Begun? {
            let begin = BeginScheduleRun(id: run, kind: .runWeeklyIndicators, at: database.clock.now)
            return try await database.store.onPlatform { try await $0.first(begin) }
        }

        private static func finish(
            _ run: Identifier<ScheduleRun>, _ begun: BeginScheduleRun.Begun, failure: String?, _ database: TestDatabase
        ) async throws -> Int {
            let finish = FinishScheduleRun(id: run, attempt: begun.attempt, failure: failure, at: database.clock.now)
            return try await database.store.onPlatform { try await $0.run(finish) }
        }

        private static func unfinished(_ database: TestDatabase) async throws -> [Work] {
            try await database.store.onPlatform { try await $0.all(UnfinishedScheduleRuns(kind: .runWeeklyIndicators)) }
                .compactMap(\.self)
        }
    }
}
