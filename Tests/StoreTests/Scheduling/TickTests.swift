import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct TickTests {
        private static let zones = [
            "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "UTC",
            "Africa/Cairo",
        ]

        private struct Ticks: Equatable {
            let latest: Instant?
            let next: Instant?
            let earlier: Int64
        }

        /// What the database says for each row of a list of arguments.
        private static func ask(_ arguments: [String], _ database: TestDatabase) async throws -> [Ticks] {
            let rows = arguments.enumerated().map { "(\($0), \($1))" }.joined(separator: ", ")
            return try await database.rows(
                of: """
                    SELECT t.latest_tick, t.next_tick, t.earlier_ticks
                    FROM (VALUES \(rows)) a (n, cadence, at_time, weekday, every, anchor, zone, since, instant),
                        sicstine.schedule_ticks(a.cadence, a.at_time::time, a.weekday::bigint, a.every::bigint,
                            a.anchor::timestamptz, a.zone, a.since::timestamptz, a.instant::timestamptz) t
                    ORDER BY a.n
                    """
            ) { try Ticks(latest: $0.nextIfPresent(), next: $0.nextIfPresent(), earlier: $0.next()) }
        }

        private static func daily(_ time: String, _ zone: String, at instant: String, since: String? = nil) -> String {
            let since = since.map { "'\($0)'" } ?? "NULL"
            return "'daily', '\(time)', NULL, NULL, NULL, '\(zone)', \(since), '\(instant)'"
        }

        @Test(arguments: zones) func itAgreesWithAWalkThroughTheMinutes(_ zone: String) async throws {
            try await TestDatabase.withDatabase { database in
                let oracle = try TickOracle(zone)
                var random = SeededGenerator(seed: 11)
                var arguments: [String] = []
                var expected: [Ticks] = []
                for turn in 0..<60 {
                    // Every other one within a few days of a change of the clocks, or of the date that Apia left out.
                    let second = Self.instant(turn, zone, &random)
                    let minutes = turn % 3 == 0 ? random.number(0...180) : random.number(0...1_439)
                    let weekday = random.number(1...7)
                    let isWeekly = turn % 2 == 0
                    let (latest, next) = oracle.ticks(
                        around: second, minutes: minutes, within: isWeekly ? 9 : 2
                    ) { day in
                        !isWeekly || TickOracle.weekday(ofDay: day) == weekday
                    }
                    let time = "\(minutes / 60):\(minutes % 60)"
                    arguments.append(
                        "'\(isWeekly ? "weekly" : "daily")', '\(time)', \(isWeekly ? "\(weekday)" : "NULL"), NULL, NULL, "
                            + "'\(zone)', NULL, '\(Instant(second).rfc3339)'")
                    expected.append(Ticks(latest: latest.map(Instant.init), next: next.map(Instant.init), earlier: 0))
                }
                let answers = try await Self.ask(arguments, database)
                for (index, answer) in answers.enumerated() {
                    #expect(answer == expected[index], "\(arguments[index])")
                }
            }
        }

        private static func instant(_ turn: Int, _ zone: String, _ random: inout SeededGenerator) -> Int {
            let changes = [
                "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z",
                "2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z", "2011-12-30T10:00:00Z", "2026-04-23T22:00:00Z",
                "2028-02-29T12:00:00Z",
            ]
            guard turn % 4 != 0 else { return random.number(1_300_000_000...1_900_000_000) }
            return Int(Instant(random.pick(changes)).microseconds / 1_000_000) + random.number(-200_000...200_000)
        }

        @Test func anHourThatTheClockSkipsIsAnHourLater() async throws {
            try await TestDatabase.withDatabase { database in
                let answers = try await Self.ask(
                    [
                        Self.daily("02:30", "Europe/Paris", at: "2026-03-28T12:00:00Z"),
                        Self.daily("02:30", "America/New_York", at: "2026-03-07T12:00:00Z"),
                        // Half an hour, at two o'clock.
                        Self.daily("02:10", "Australia/Lord_Howe", at: "2026-10-03T03:00:00Z"),
                    ], database)
                #expect(
                    answers.map(\.next) == [
                        // 03:30, 03:30 and 02:40 on their clocks.
                        Instant("2026-03-29T01:30:00Z"), Instant("2026-03-08T07:30:00Z"),
                        Instant("2026-10-03T15:40:00Z"),
                    ])
            }
        }

        @Test func anHourThatComesTwiceTicksOnce() async throws {
            try await TestDatabase.withDatabase { database in
                let zone = "Europe/Paris"
                let first = "2026-10-25T00:30:00Z"
                let second = "2026-10-25T01:30:00Z"
                let answers = try await Self.ask(
                    [
                        Self.daily("02:30", zone, at: first), Self.daily("02:30", zone, at: second),
                        Self.daily("02:30", zone, at: "2026-10-26T01:30:00Z", since: "2026-10-24T00:30:00Z"),
                    ], database)
                #expect(answers[0] == Ticks(latest: Instant("2026-10-24T00:30:00Z"), next: Instant(second), earlier: 0))
                #expect(answers[1] == Ticks(latest: Instant(second), next: Instant("2026-10-26T01:30:00Z"), earlier: 0))
                #expect(answers[2].earlier == 2)
            }
        }

        @Test func theTwentyNinthOfFebruaryIsADayLikeAnother() async throws {
            try await TestDatabase.withDatabase { database in
                let answers = try await Self.ask(
                    [
                        Self.daily("03:00", "Europe/Paris", at: "2028-02-28T12:00:00Z"),
                        Self.daily("03:00", "Europe/Paris", at: "2028-02-29T12:00:00Z"),
                        Self.daily("03:00", "Europe/Paris", at: "2027-02-28T12:00:00Z"),
                    ], database)
                #expect(
                    answers.map(\.next) == [
                        Instant("2028-02-29T02:00:00Z"), Instant("2028-03-01T02:00:00Z"),
                        Instant("2027-03-01T02:00:00Z"),
                    ])
            }
        }

        @Test func aDateTheZoneLeftOutSharesTheTickOfTheNext() async throws {
            try await TestDatabase.withDatabase { database in
                // Apia went from the end of 29 December 2011 to the beginning of the 31st.
                let before = "2011-12-29T13:00:00Z"
                let shared = Instant("2011-12-30T13:00:00Z")
                let answers = try await Self.ask(
                    [
                        Self.daily("03:00", "Pacific/Apia", at: before),
                        Self.daily("03:00", "Pacific/Apia", at: shared.rfc3339, since: before),
                        // 30 December would have been a Friday.
                        "'weekly', '03:00', 5, NULL, NULL, 'Pacific/Apia', NULL, '\(before)'",
                    ], database)
                #expect(answers[0] == Ticks(latest: Instant(before), next: shared, earlier: 0))
                #expect(answers[1] == Ticks(latest: shared, next: Instant("2011-12-31T13:00:00Z"), earlier: 1))
                #expect(answers[2].next == shared)
            }
        }

        @Test func anIntervalIsAbsoluteTime() async throws {
            try await TestDatabase.withDatabase { database in
                let interval = "'interval', NULL, NULL, 3600, '2026-10-24T00:10:00Z', 'Europe/Paris'"
                let answers = try await Self.ask(
                    [
                        "\(interval), NULL, '2026-10-24T00:09:59Z'", "\(interval), NULL, '2026-10-24T00:10:00Z'",
                        // A night with an hour more.
                        "\(interval), '2026-10-24T22:10:00Z', '2026-10-25T05:20:00Z'",
                    ], database)
                let first = Instant("2026-10-24T00:10:00Z")
                #expect(answers[0] == Ticks(latest: nil, next: first, earlier: 0))
                #expect(answers[1] == Ticks(latest: first, next: Instant("2026-10-24T01:10:00Z"), earlier: 0))
                let latest = Instant("2026-10-25T05:10:00Z")
                #expect(answers[2] == Ticks(latest: latest, next: Instant("2026-10-25T06:10:00Z"), earlier: 7))
            }
        }
    }
}

extension Instant {
    fileprivate init(_ second: Int) { self.init(microseconds: Int64(second) * 1_000_000) }
}
