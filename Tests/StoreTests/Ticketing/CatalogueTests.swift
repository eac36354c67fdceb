import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct CatalogueTests {
        private static let monday = Instant("2026-11-02T10:00:00Z")
        private static let tuesday = Instant("2026-11-03T10:00:00Z")
        private static let source = Source.venue

        @Test func aThingIsCreatedThenUpdatedThenUnchanged() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var hall = HallTelling(externalID: "H", name: "Grande salle")
                hall.capacity = .value(500)
                let created = try await database.tell([hall], in: venue)
                #expect(created.map(\.outcome) == [.created])
                #expect(try await database.tell([hall], in: venue).map(\.outcome) == [.unchanged])
                hall.capacity = .nothing
                hall.name = "Salle Molière"
                #expect(try await database.tell([hall], in: venue).map(\.outcome) == [.updated])
                #expect(try await database.halls(in: venue) == ["H Salle Molière 500"])
                hall.capacity = .value(nil)
                let cleared = try await database.tell([hall], in: venue)
                #expect(cleared.map(\.outcome) == [.updated] && cleared.map(\.id) == created.map(\.id))
                #expect(try await database.halls(in: venue) == ["H Salle Molière -"])
            }
        }

        @Test func theNewerWordWinsWhateverTheOrder() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                for (number, order) in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].enumerated() {
                    let versions = (0...2).map { version in
                        var hall = HallTelling(externalID: "H\(number)", name: "v\(version)")
                        hall.sourceUpdatedAt = Self.monday.advanced(bySeconds: Int64(version))
                        return hall
                    }
                    let outcomes =
                        number.isMultiple(of: 2)
                        ? try await database.tell(order.map { versions[$0] }, in: venue)
                        : try await order.asyncFlatMap { try await database.tell([versions[$0]], in: venue) }
                    let newest = (0...2).map { place in order[...place].max() == order[place] }
                    #expect(outcomes.map { $0.outcome != .superseded } == newest)
                }
                let expected = (0...5).map { "H\($0) v2 -" }
                #expect(try await database.halls(in: venue) == expected)
            }
        }

        @Test func ofTwoWordsOfOneInstantTheLaterWins() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let words = ["one", "two", "one"].map { name in
                    var hall = HallTelling(externalID: "H", name: name)
                    hall.sourceUpdatedAt = Self.monday
                    return hall
                }
                let outcomes = try await database.tell(words, in: venue).map(\.outcome)
                #expect(outcomes == [.created, .updated, .updated])
                #expect(try await database.halls(in: venue) == ["H one -"])
            }
        }

        @Test func aNewerWordThatSaysTheSameStillShutsOutOlderOnes() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var hall = HallTelling(externalID: "H", name: "new")
                hall.sourceUpdatedAt = Self.monday
                _ = try await database.tell([hall], in: venue)
                hall.sourceUpdatedAt = Self.tuesday
                #expect(try await database.tell([hall], in: venue).map(\.outcome) == [.unchanged])
                var between = HallTelling(externalID: "H", name: "between")
                between.sourceUpdatedAt = Self.monday.advanced(bySeconds: 60)
                #expect(try await database.tell([between], in: venue).map(\.outcome) == [.superseded])
            }
        }

        @Test func sourcesDoNotMeet() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let other = try #require(Source("shop"))
                let show = try await database.tell([ShowTelling(externalID: "S", name: "Phèdre")], in: venue)
                let sameID = try await database.tell(
                    [ShowTelling(externalID: "S", name: "Bérénice")], from: other, in: venue)
                #expect(sameID.map(\.outcome) == [.created] && sameID.map(\.id) != show.map(\.id))
                let elsewhere = PerformanceTelling(externalID: "P", show: "T", startsAt: Self.monday)
                #expect(
                    try await database.tell([elsewhere], from: other, in: venue)
                        == [.refused("P", [.unknownShow])])
            }
        }

        @Test func whatNamesNothingKnownIsRefusedByItself() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await database.tell([ShowTelling(externalID: "S", name: "Phèdre")], in: venue)
                let good = PerformanceTelling(externalID: "good", show: "S", startsAt: Self.monday)
                var bad = PerformanceTelling(externalID: "bad", show: "?", startsAt: Self.monday)
                bad.hall = .value("?")
                bad.season = .value("?")
                let results = try await database.tell([bad, good], in: venue)
                #expect(results[0] == .refused("bad", [.unknownShow, .unknownSeason, .unknownHall]))
                #expect(results[1].outcome == .created)
                var product = ProductTelling(externalID: "A", name: "Carte", family: .membership)
                product.validFrom = .value(LocalDate(iso8601: "2026-09-01"))
                #expect(try await database.tell([product], in: venue).map(\.outcome) == [.created])
                product.validFrom = .nothing
                product.validTo = .value(LocalDate(iso8601: "2026-08-31"))
                let refused = try await database.tell([product], in: venue)
                #expect(refused.map(\.reasons) == [[.invalidValidity]] && refused.map(\.outcome) == [.refused])
                let quota = QuotaTelling(externalID: "Q", performance: "?", name: "Presse", seats: 4)
                #expect(try await database.tell([quota], in: venue) == [.refused("Q", [.unknownPerformance])])
            }
        }

        @Test func aMovedPerformanceKeepsTheDateItHadFirst() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await database.tell([ShowTelling(externalID: "S", name: "Phèdre")], in: venue)
                let first = Instant("2026-12-01T20:00:00Z")
                func told(_ days: Int64, _ state: PerformanceState?) async throws -> Performance {
                    var telling = PerformanceTelling(
                        externalID: "P", show: "S", startsAt: first.advanced(bySeconds: days * 86_400))
                    if let state { telling.state = .value(state) }
                    _ = try await database.tell([telling], in: venue)
                    return try await database.store.inVenue(venue) {
                        try #require(try await $0.all(ListPerformances(page: Page(after: nil, limit: 1))).first)
                    }
                }
                #expect(try await told(0, nil).movedFrom == nil)
                let corrected = try await told(1, nil)
                #expect(corrected.movedFrom == nil && corrected.state == .scheduled)
                let moved = try await told(5, .moved)
                #expect(moved.movedFrom == first.advanced(bySeconds: 86_400) && moved.state == .moved)
                #expect(try await told(9, nil).movedFrom == moved.movedFrom)
                #expect(try await told(9, .cancelled).movedFrom == moved.movedFrom)
                #expect(try await told(9, .scheduled).movedFrom == nil)
            }
        }

        @Test func batchesAtOnceNeitherMeetNorLoseAnything() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let outcomes = try await withThrowingTaskGroup(of: [UpsertResult].self) { group in
                    for writer in 0..<8 {
                        group.addTask {
                            var random = SeededGenerator(seed: UInt64(writer))
                            let halls = (0..<40).map { number in
                                var hall = HallTelling(externalID: "H\(number)", name: "of \(writer)")
                                hall.sourceUpdatedAt = Self.monday.advanced(bySeconds: Int64(writer))
                                return hall
                            }
                            return try await database.tell(halls.shuffled(using: &random), in: venue)
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                #expect(outcomes.count == 320 && outcomes.filter { $0.outcome == .created }.count == 40)
                #expect(try await database.halls(in: venue).allSatisfy { $0.hasSuffix("of 7 -") })
            }
        }
    }
}

extension TestDatabase {
    /// Tells something of the catalogue.
    func tell<Telling: CatalogueTelling>(
        _ tellings: [Telling], from source: Source = .venue, in venue: Venue
    ) async throws -> [UpsertResult] {
        try await store.inVenue(venue) { try await $0.write(tellings, from: source, at: clock.now) }
    }

    fileprivate func halls(in venue: Venue) async throws -> [String] {
        try await store.inVenue(venue) { try await $0.all(ListEntries<Hall>(page: Page(after: nil, limit: 100))) }
            .map { "\($0.origin.externalID ?? "-") \($0.name) \($0.capacity.map(String.init) ?? "-")" }.sorted()
    }
}

extension Sequence {
    fileprivate func asyncFlatMap<Element>(_ transform: (Self.Element) async throws -> [Element]) async rethrows
        -> [Element]
    {
        var result: [Element] = []
        for element in self { result += try await transform(element) }
        return result
    }
}
