import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct IndicatorRunTests {
        /// Days go by and nothing happens: the nightly run computes a few, and everybody is right.
        @Test(arguments: ["Pacific/Auckland", "Europe/Paris"])
        func theNightlyRunSeesWhateverTheCalendarMoves(_ timeZone: String) async throws {
            let seed: UInt64 = 99
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue(timeZone: timeZone)
                database.clock.now = Instant("2026-02-20T12:00:00Z")
                var history = try await RandomHistory(
                    seed: seed, database: database, venue: venue, contacts: 200, performances: 120)
                try await history.happen(orders: 200, changes: 60)
                try await database.runIndicators(of: venue)
                var computed = 0
                for _ in 0..<24 {
                    let days = Int64(history.random.number(1...24))
                    database.clock.now = database.clock.now.advanced(bySeconds: days * 86_400 + 3_600)
                    // What is dated later than the last run has come; nothing else is marked.
                    try await database.refresh(venue)
                    let run = try await database.store.computeCalendar(of: venue, checking: 0)
                    computed += Int(run.differences.contacts)
                    let oracle = IndicatorOracle(
                        try await History(of: venue, in: database), asOf: database.clock.now)
                    let stored = try await StoredIndicators(of: venue, in: database)
                    #expect(
                        differences(stored.histories, oracle.histories()) == [],
                        "seed \(seed), \(timeZone), as of \(database.clock.now.rfc3339)")
                }
                #expect(computed > 0)
            }
        }

        @Test func aCorruptedRowIsFoundTheNextNightAndPutRight() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                database.clock.now = Instant("2026-11-22T12:00:00Z")
                var history = try await RandomHistory(
                    seed: 3, database: database, venue: venue, contacts: 40, performances: 30)
                try await history.happen(orders: 30, changes: 10)
                try await database.refresh(venue)
                try await database.runIndicators(of: venue)
                #expect(try await database.store.computeCalendar(of: venue).repaired.differing == 0)
                try await database.run(
                    "UPDATE contact_indicators SET assiduity = 77, assiduity_level = 3 WHERE contact_id % 5 = 0",
                    in: venue)
                // What is marked is about to be computed: it is no drift.
                try await database.run(
                    """
                    INSERT INTO indicator_marks (contact_id, marked_at)
                    SELECT min(contact_id), '2026-11-22' FROM contact_indicators WHERE assiduity = 77
                    """, in: venue)
                let question = "SELECT count(*) FROM contact_indicators WHERE assiduity = 77 AND ended_for IS NULL"
                let corrupted = try await database.number(question, in: venue)
                let night = try await database.store.computeCalendar(of: venue).repaired
                #expect(corrupted > 2 && Int(night.differing) == corrupted - 1)
                #expect(try await database.number(question, in: venue) == 1)
                #expect(night.moves.allSatisfy { $0.key == .assiduity })
                try await database.refresh(venue)
                let oracle = IndicatorOracle(try await History(of: venue, in: database), asOf: database.clock.now)
                let stored = try await StoredIndicators(of: venue, in: database)
                #expect(differences(stored.histories, oracle.histories()) == [])
                #expect(try await database.store.computeCalendar(of: venue).repaired.differing == 0)
                #expect(try await database.store.computeWeek(of: venue).repaired.differing == 0)
            }
        }

        /// Whatever was computed before, and even where the first attempt at the change is cut short.
        @Test(arguments: [true, false])
        func aPreviewOfTheSeasonsChangeIsWhatItThenChanges(_ hasRun: Bool) async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                database.clock.now = Instant("2026-08-30T12:00:00Z")
                var history = try await RandomHistory(
                    seed: 11, database: database, venue: venue, contacts: 120, performances: 80)
                try await history.happen(orders: 120, changes: 30)
                try await database.refresh(venue)
                if hasRun { try await database.runIndicators(of: venue) }
                let start = try await database.store.inVenue(venue) {
                    try await $0.first(NextSeasonStart(at: database.clock.now, timeZone: venue.timeZone))
                }
                let asOf = try #require(start)
                let before = try await Levels(of: venue, in: database)
                let preview = try await database.run(.seasonChangePreview, asOf: asOf, of: venue)
                #expect(try await Levels(of: venue, in: database).levels == before.levels)
                #expect(try await database.number("SELECT count(*) FROM computed_indicators", in: venue) == 0)

                database.clock.now = asOf
                let change = try await database.request(.seasonChange, asOf: nil, of: venue)
                let cut = try await database.store.begin(of: venue, change.id)
                _ = try await cut.histories(for: .seasonChange)
                _ = try await cut.previousSpendTier(for: .seasonChange)
                _ = try await database.store.runIndicators(change.id, of: venue)
                let (done, moves) = try await database.store.inVenue(venue) {
                    (
                        try await $0.first(FindIndicatorRun(id: change.id)),
                        try await $0.all(ListMovesOfRun(run: change.id))
                    )
                }
                #expect(Set(preview.differences.moves) == Set(moves))
                #expect(done?.differences == preview.differences.count)
                #expect(moves.contains { $0.key == .spendTierPrevious && $0.from != $0.to } == hasRun)
                #expect(moves.contains { $0.key == .assiduity && $0.from != $0.to })
            }
        }

        @Test func aRunWaitsForTheVenuesTurn() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let run = try await database.request(.recompute, asOf: nil, of: venue)
                let store = database.store
                let status = { @Sendable in
                    try await store.inVenue(venue) { try await $0.first(FindIndicatorRun(id: run.id)) }?.status
                }
                let doing = try await store.inVenue(venue) { other in
                    _ = try await other.first(TakeTurn())
                    let doing = Task { try await store.runIndicators(run.id, of: venue) }
                    try await Task.sleep(for: .milliseconds(700))
                    #expect(try await status() == .queued)
                    return doing
                }
                #expect(try await doing.value != nil)
                #expect(try await status() == .done)
            }
        }

        @Test func aScheduledRunThatNeverEndedIsWithdrawnByTheNext() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let first = database.clock.now
                let late = try await database.store.inVenue(venue) {
                    try await $0.first(BeginIndicatorRun(kind: .daily, tick: first, at: first))
                }
                let asked = try await database.request(.recompute, asOf: nil, of: venue)
                let next = first.advanced(bySeconds: 86_400)
                #expect(try await database.store.runIndicators(.daily, at: next, of: venue) != nil)
                let runs = try await database.store.inVenue(venue) {
                    try await $0.all(ListIndicatorRuns(page: Page(after: nil, limit: 10), kind: nil))
                }
                #expect(runs.map(\.status) == [.cancelled, .queued, .done])
                #expect(runs.map(\.id).prefix(2) == [try #require(late), asked.id])
            }
        }

        @Test func theSpendTierOfTheSeasonBeforeStaysUntilItIsAskedFor() async throws {
            try await RuleVenue.with { venue in
                let contact = try await venue.contact()
                let order = try await venue.order(by: contact, try await venue.seat(at: "2026-02-01T19:00:00Z"))
                try await venue.database.refresh(venue.venue)
                _ = try await venue.database.run(.recompute, asOf: nil, of: venue.venue)
                let former = try await venue.tier(of: contact)
                #expect(former.level == 2)
                try await venue.change(order, to: .refunded)
                try await venue.database.refresh(venue.venue)
                _ = try await venue.database.store.computeWeek(of: venue.venue)
                try await venue.nextDay("2026-11-23T03:00:00Z")
                #expect(try await venue.tier(of: contact).level == 2)
                let recomputed = try await venue.database.run(.recompute, asOf: nil, of: venue.venue)
                #expect(try await venue.tier(of: contact).level == nil)
                #expect(
                    recomputed.differences.moves == [
                        LevelMove(key: .spendTierPrevious, from: 2, to: nil, contacts: 1)
                    ])
                // A second time nothing differs.
                #expect(
                    try await venue.database.run(.recompute, asOf: nil, of: venue.venue).differences.count == 0)
            }
        }

        @Test func theLatestComputedForPastInstantsAreKeptForAWhile() async throws {
            try await RuleVenue.with { venue in
                for _ in 0..<3 { _ = try await venue.contact() }
                var runs: [Identifier<IndicatorRun>] = []
                for day in 1...4 {
                    let clock = venue.database.clock
                    clock.now = clock.now.advanced(bySeconds: 3_600)
                    let asOf = Instant("2026-10-0\(day)T10:00:00Z")
                    runs.append(try await venue.database.request(.asOf, asOf: asOf, of: venue.venue).id)
                    #expect(try await venue.database.store.runIndicators(runs[day - 1], of: venue.venue) != nil)
                }
                #expect(try await venue.kept(of: runs) == [3, 3, 3, 3])
                // A few rows at a time, whatever there is.
                try await venue.purge(before: nil, kept: 3, limit: 2)
                #expect(try await venue.kept(of: runs) == [1, 3, 3, 3])
                try await venue.purge(before: nil, kept: 3, limit: 2)
                try await venue.purge(before: nil, kept: 3, limit: 2)
                #expect(try await venue.kept(of: runs) == [0, 3, 3, 3])
                // One that has ended, not when it was asked for.
                let third = try await venue.database.store.inVenue(venue.venue) {
                    try await $0.first(FindIndicatorRun(id: runs[2]))
                }
                try await venue.purge(before: try #require(third?.finishedAt), kept: 3, limit: 100)
                #expect(try await venue.kept(of: runs) == [0, 0, 3, 3])
                // What is of a run that is not done yet stays, and what is of one that was withdrawn does not.
                for (status, left) in [("queued", [0, 0, 3, 3]), ("cancelled", [0, 0, 3, 0])] {
                    try await venue.database.run(
                        "UPDATE indicator_runs SET status = '\(status)' WHERE id = \(runs[3].rawValue)", in: venue.venue
                    )
                    try await venue.purge(before: nil, kept: 3, limit: 100)
                    #expect(try await venue.kept(of: runs) == left, "\(status)")
                }
            }
        }

        /// All contacts as of past instants, spend tiers and all, beside the oracle.
        @Test func aRunForAPastInstantSaysWhatTheRulesSayOfIt() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue(timeZone: "America/New_York")
                database.clock.now = Instant("2026-11-22T12:00:00Z")
                var history = try await RandomHistory(
                    seed: 5, database: database, venue: venue, contacts: 80, performances: 60)
                try await history.happen(orders: 80, changes: 60)
                for days in [0, 30, 400, 900] as [Int64] {
                    let asOf = database.clock.now.advanced(bySeconds: -days * 86_400)
                    let run = try await database.request(.asOf, asOf: asOf, of: venue)
                    _ = try await database.store.runIndicators(run.id, of: venue)
                    let computed = try await database.store.inVenue(venue) {
                        try await $0.all(
                            ListComputedIndicators(run: run.id, page: Page(after: nil, limit: 1_000)))
                    }
                    let oracle = IndicatorOracle(try await History(of: venue, in: database), asOf: asOf)
                    let contacts = Set(computed.map(\.contact.rawValue))
                    func ofThese<F>(_ figures: [Int64: F]) -> [Int64: F] {
                        figures.filter { contacts.contains($0.key) }
                    }
                    let histories = computed.map { ($0.contact.rawValue, HistoryFigures($0.indicators)) }
                    #expect(
                        differences(
                            Dictionary(uniqueKeysWithValues: histories), ofThese(oracle.histories())) == [],
                        "\(days) days before")
                    for (key, tiers) in [
                        (IndicatorKey.spendTierPrevious, oracle.previousTiers()),
                        (.spendTierCurrent, oracle.currentTiers()),
                    ] {
                        let told = computed.map { row in
                            (row.contact.rawValue, TierFigures(row.indicators.first { $0.key == key }))
                        }
                        #expect(
                            differences(Dictionary(uniqueKeysWithValues: told), ofThese(tiers)) == [],
                            "\(key), \(days) days before")
                    }
                }
            }
        }
    }
}

extension TierFigures {
    init(_ indicator: Indicator?) {
        guard let indicator, case .money(let cents) = indicator.value else {
            self.init(revenue: -1, level: nil)
            return
        }
        self.init(revenue: cents, level: indicator.level)
    }
}

extension RuleVenue {
    /// How many contacts are kept of each run.
    fileprivate func kept(of runs: [Identifier<IndicatorRun>]) async throws -> [Int] {
        var kept: [Int] = []
        for run in runs {
            kept.append(
                try await database.number(
                    "SELECT count(*) FROM computed_indicators WHERE run_id = \(run.rawValue)", in: venue))
        }
        return kept
    }

    fileprivate func purge(before: Instant?, kept: Int64, limit: Int) async throws {
        _ = try await database.store.inVenue(venue) {
            try await $0.run(PurgeComputedIndicators(before: before, kept: kept, limit: limit))
        }
    }

    fileprivate func tier(of contact: Contact) async throws -> Indicator {
        let indicators = try await database.indicators(of: contact.id, in: venue)
        return try #require(indicators.first { $0.key == .spendTierPrevious })
    }
}

extension TestDatabase {
    func request(_ kind: IndicatorRun.Kind, asOf: Instant?, of venue: Venue) async throws -> IndicatorRun {
        let run = try await store.inVenue(venue) {
            try await $0.first(RequestIndicatorRun(kind, at: clock.now, asOf: asOf))
        }
        return try #require(run)
    }

    func run(_ kind: IndicatorRun.Kind, asOf: Instant?, of venue: Venue) async throws -> ComputedIndicators {
        let run = try await request(kind, asOf: asOf, of: venue)
        return try #require(try await store.runIndicators(run.id, of: venue))
    }
}
