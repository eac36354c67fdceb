import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    /// The changes of levels that are kept, held against the levels there were: each state is read and remembered.
    @Suite struct LevelHistoryTests {
        @Test func changesLeadFromEachStateToTheNext() async throws {
            let seed: UInt64 = 41
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                database.clock.now = Instant("2025-01-10T12:00:00Z")
                var history = try await RandomHistory(
                    seed: seed, database: database, venue: venue, contacts: 60, performances: 40)
                try await database.runIndicators(of: venue)
                var former = try await Levels(of: venue, in: database)
                var firstDay = former
                for step in 0..<6 {
                    database.clock.now = database.clock.now.advanced(bySeconds: 50 * 86_400)
                    switch step {
                    case 0, 1, 2:
                        try await history.happen(orders: 20, changes: 15)
                        try await database.refresh(venue)
                    case 3: _ = try await database.store.computeCalendar(of: venue)
                    case 4: _ = try await database.store.computeWeek(of: venue)
                    default: try await database.runIndicators(of: venue)
                    }
                    let now = try await Levels(of: venue, in: database)
                    let kept = try await database.changes(since: former.lastChange, in: venue)
                    // Of those who were and are contacts: records are merged, and merges undone.
                    let told = former.changed(by: kept).filter { now.levels[$0.key] != nil }
                    #expect(told == now.levels.filter { former.levels[$0.key] != nil }, "seed \(seed), step \(step)")
                    #expect(!told.isEmpty)
                    if step == 3 { #expect(Set(kept.map(\.reason)) == ["calendar"], "\(kept)") }
                    former = now
                    if step == 0 { firstDay = former }
                }
                #expect(firstDay.levels != former.levels)
            }
        }

        /// "How many were there" is asked afterwards, of a state that was counted while it lasted.
        @Test func theNumbersOfThePastAreThoseThatWereCountedThen() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                database.clock.now = Instant("2026-01-31T12:00:00Z")
                var history = try await RandomHistory(
                    seed: 7, database: database, venue: venue, contacts: 50, performances: 30)
                // A merge that is undone never was.
                history.undoesMerges = false
                try await database.runIndicators(of: venue)
                var counted: [LocalDate: [IndicatorKey: [Int?: Int]]] = [:]
                for day in ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"] {
                    database.clock.now = Instant(day + "T20:00:00Z")
                    try await history.addContacts(3)
                    try await history.happen(orders: 15, changes: 12)
                    try await database.refresh(venue)
                    _ = try await database.store.computeCalendar(of: venue)
                    counted[LocalDate(iso8601: day)!] = try await Levels(of: venue, in: database).counts
                }
                for key in IndicatorKey.allCases {
                    let told = try await database.store.inVenue(venue) {
                        try await $0.all(
                            CountLevels(key: key, days: counted.keys.sorted(), timeZone: venue.timeZone))
                    }
                    for (day, counts) in counted {
                        let here = told.filter { $0.day == day }
                        #expect(
                            Dictionary(uniqueKeysWithValues: here.map { ($0.level, Int($0.contacts)) })
                                == counts[key, default: [:]], "\(key) at the end of \(day.iso8601)")
                    }
                }
            }
        }

        @Test func aMergedRecordCountsNoMoreAndAnUnmergedOneAgain() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let (one, other) = (try await database.contact(in: venue), try await database.contact(in: venue))
                for contact in [one, other] {
                    let seat = NewOrderLine.seat(try await database.performance(at: database.clock.now, in: venue))
                    try await database.order(by: contact, [seat], in: venue)
                }
                try await database.refresh(venue)
                #expect(try await Levels(of: venue, in: database).levels.count == 2)
                let merge = try await database.store.inVenue(venue) {
                    try await $0.merge(other.id, into: one.id, taking: [], at: database.clock.now)
                }
                try await database.refresh(venue)
                #expect(try await Levels(of: venue, in: database).levels.keys.sorted() == [one.id.rawValue])
                // No run brings it back.
                try await database.runIndicators(of: venue)
                _ = try await database.store.computeCalendar(of: venue)
                #expect(try await Levels(of: venue, in: database).levels.keys.sorted() == [one.id.rawValue])
                _ = try await database.store.inVenue(venue) {
                    try await $0.undo(merge.id, of: one.id, at: database.clock.now)
                }
                try await database.refresh(venue)
                #expect(try await Levels(of: venue, in: database).levels.count == 2)
            }
        }
    }
}

/// The levels of each contact that is one, by indicator.
struct Levels {
    var levels: [Int64: [IndicatorKey: Int?]] = [:]
    var lastChange: Int64 = 0

    init(of venue: Venue, in database: TestDatabase) async throws {
        let columns = IndicatorKey.allCases.map { "i.\($0.levelColumn)" }.joined(separator: ", ")
        let rows = try await database.rows(
            of: """
                SELECT i.contact_id, (SELECT COALESCE(max(id), 0) FROM level_changes), \(columns)
                FROM contact_indicators i WHERE i.ended_for IS NULL AND i.first_computed_for IS NOT NULL
                """, in: venue,
            { row in
                let contact: Int64 = try row.next()
                let last: Int64 = try row.next()
                let levels = try IndicatorKey.allCases.map { ($0, try row.nextIfPresent() as Int?) }
                return (contact, last, Dictionary(uniqueKeysWithValues: levels))
            })
        for (contact, last, levels) in rows {
            self.levels[contact] = levels
            lastChange = last
        }
    }

    var counts: [IndicatorKey: [Int?: Int]] {
        var counts: [IndicatorKey: [Int?: Int]] = [:]
        for (key, level) in levels.values.joined() { counts[key, default: [:]][level, default: 0] += 1 }
        return counts
    }

    /// These, as the changes leave them; a change from another level than the one there was spoils it.
    func changed(by changes: [KeptChange]) -> [Int64: [IndicatorKey: Int?]] {
        var levels = levels
        for change in changes {
            guard let known = levels[change.contact] else { continue }
            guard known[change.key] == change.from else { return [:] }
            levels[change.contact]?[change.key] = change.to
        }
        return levels
    }
}

struct KeptChange {
    let contact: Int64
    let key: IndicatorKey
    let from: Int?
    let to: Int?
    let reason: String
}

extension TestDatabase {
    func changes(since last: Int64, in venue: Venue) async throws -> [KeptChange] {
        try await rows(
            of: """
                SELECT contact_id, key, from_level, to_level, reason FROM level_changes WHERE id > \(last) ORDER BY id
                """, in: venue,
            { row in
                KeptChange(
                    contact: try row.next(), key: try row.next(), from: try row.nextIfPresent(),
                    to: try row.nextIfPresent(), reason: try row.next())
            })
    }
}
