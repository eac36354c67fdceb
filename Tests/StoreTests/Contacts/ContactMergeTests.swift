import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct ContactMergeTests {
        private static func details(_ change: (inout ContactDetails) -> Void) -> ContactDetails {
            var details = ContactDetails()
            change(&details)
            return details
        }

        /// Two people with something each, orders and indicators.
        private static func pair(in venue: Venue, _ database: TestDatabase) async throws -> (Contact, Contact) {
            let kept = try await database.contact(
                details {
                    $0.firstName = "Anne"
                    $0.lastName = "Martin"
                    $0.email = "anne@example.org"
                    $0.roles = ["press"].compactMap(ContactRole.init)
                }, in: venue)
            database.clock.now = database.clock.now.advanced(bySeconds: 60)
            let absorbed = try await database.contact(
                details {
                    $0.firstName = "A."
                    $0.phone = "06 12 34 56 78"
                    $0.email = "a.martin@example.org"
                    $0.otherEmails = ["am@example.org"]
                    $0.address.city = "Paris"
                    $0.address.street = "1, rue de la Paix"
                    $0.birthDate = LocalDate(iso8601: "1990-02-28")
                    $0.language = .english
                }, in: venue)
            let performance = try await database.performance(at: database.clock.now, in: venue)
            for contact in [kept, absorbed] {
                try await database.order(
                    by: contact, [.seat(performance, amount: 1_000 + contact.id.rawValue % 7)], in: venue)
            }
            return (kept, absorbed)
        }

        @Test func mergingAndUndoingLeavesEveryRowAsItWas() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let (kept, absorbed) = try await Self.pair(in: venue, database)
                let requested: [[ContactField]?] = [
                    nil, [], [.email, .firstName, .otherEmails, .city], ContactField.allCases,
                ]
                for fields in requested {
                    let before = try await database.everything(in: venue)
                    database.clock.now = database.clock.now.advanced(bySeconds: 60)
                    let merge = try await database.merge(absorbed, into: kept, taking: fields, in: venue)
                    let merged = try await database.everything(in: venue)
                    #expect(merged != before)
                    database.clock.now = database.clock.now.advanced(bySeconds: 60)
                    _ = try await database.store.inVenue(venue) {
                        try await $0.undo(merge.id, of: kept.id, at: database.clock.now)
                    }
                    #expect(try await database.everything(in: venue) == before, "\(String(describing: fields))")
                }
            }
        }

        @Test func byDefaultItFillsInWhatTheSurvivorLacks() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let (kept, absorbed) = try await Self.pair(in: venue, database)
                let merge = try await database.merge(absorbed, into: kept, taking: nil, in: venue)
                #expect(merge.fields == [.birthDate, .city, .language, .phone, .street])
                let now = try await database.found(kept, in: venue)
                #expect(now.details.firstName == "Anne" && now.details.email == "anne@example.org")
                #expect(now.details.address.city == "Paris" && now.details.phone == "06 12 34 56 78")
                #expect(now.mergedInto == nil)
                #expect(try await database.found(absorbed, in: venue).mergedInto == kept.id)
            }
        }

        @Test func halfAnAddressIsNotCompletedByAnother() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let (_, absorbed) = try await Self.pair(in: venue, database)
                let kept = try await database.contact(Self.details { $0.address.postcode = "69001" }, in: venue)
                let merge = try await database.merge(absorbed, into: kept, taking: nil, in: venue)
                #expect(merge.fields.allSatisfy { !ContactField.ofAddress.contains($0) })
            }
        }

        @Test func whatWasEditedSinceStays() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let (kept, absorbed) = try await Self.pair(in: venue, database)
                let merge = try await database.merge(absorbed, into: kept, taking: nil, in: venue)
                var edited = try await database.found(kept, in: venue).details
                edited.phone = "01 99 99 99 99"
                let (details, at) = (edited, database.clock.now.advanced(bySeconds: 5))
                _ = try await database.store.inVenue(venue) {
                    try await $0.first(ReplaceContact(id: kept.id, details: details, at: at))
                }
                database.clock.now = at.advanced(bySeconds: 5)
                _ = try await database.undo(merge, in: venue)
                let now = try await database.found(kept, in: venue)
                #expect(now.details.phone == "01 99 99 99 99")
                #expect(now.details.address.city == nil && now.details.birthDate == nil)
                #expect(now.updatedAt == database.clock.now)
            }
        }

        @Test func mergesOfOneSurvivorCanBeUndoneInAnyOrder() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                for isFirstFirst in [true, false] {
                    let people = try await [1, 2, 3].asyncMap { number in
                        try await database.contact(Self.details { $0.phone = "0\(number)" }, in: venue)
                    }
                    let before = try await database.everything(in: venue)
                    database.clock.now = database.clock.now.advanced(bySeconds: 60)
                    let first = try await database.merge(people[1], into: people[0], taking: [.phone], in: venue)
                    database.clock.now = database.clock.now.advanced(bySeconds: 60)
                    let second = try await database.merge(people[2], into: people[0], taking: [.phone], in: venue)
                    _ = try await database.undo(isFirstFirst ? first : second, in: venue)
                    let now = try await database.found(people[0], in: venue)
                    #expect(now.details.phone == (isFirstFirst ? "03" : "02"))
                    _ = try await database.undo(isFirstFirst ? second : first, in: venue)
                    #expect(try await database.everything(in: venue) == before)
                }
            }
        }

        @Test func chainsAreRefusedAtTheMemberAndUndoneFromTheTop() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let people = try await [0, 1, 2, 3].asyncMap { _ in try await database.contact(in: venue) }
                let low = try await database.merge(people[1], into: people[0], taking: nil, in: venue)
                await #expect(throws: ContactMergeRefusal.survivorIsMerged(into: people[0].id)) {
                    try await database.merge(people[2], into: people[1], taking: nil, in: venue)
                }
                await #expect(throws: ContactMergeRefusal.absorbedIsMerged(into: people[0].id)) {
                    try await database.merge(people[1], into: people[2], taking: nil, in: venue)
                }
                await #expect(throws: ContactMergeRefusal.sameContact) {
                    try await database.merge(people[1], into: people[1], taking: nil, in: venue)
                }
                let high = try await database.merge(people[0], into: people[3], taking: nil, in: venue)
                #expect(try await database.found(people[1], in: venue).mergedInto == people[3].id)
                await #expect(throws: ContactMergeRefusal.survivorWasMerged(into: people[3].id, by: high.id)) {
                    try await database.undo(low, in: venue)
                }
                _ = try await database.undo(high, in: venue)
                #expect(try await database.found(people[1], in: venue).mergedInto == people[0].id)
                await #expect(throws: ContactMergeRefusal.undoneBefore) { try await database.undo(high, in: venue) }
                _ = try await database.undo(low, in: venue)
                #expect(try await database.number("SELECT count(*) FROM contact_members", in: venue) == 0)
            }
        }

        @Test func mergesAtOnceMakeNoCircle() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let people = try await (0..<6).asyncMap { _ in try await database.contact(in: venue) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<8 {
                        group.addTask {
                            var random = SeededGenerator(seed: UInt64(worker))
                            for _ in 0..<25 {
                                do throws(any Error) {
                                    let merge = try await database.merge(
                                        random.pick(people), into: random.pick(people), taking: nil, in: venue)
                                    if random.isTrue(oneIn: 2) { _ = try await database.undo(merge, in: venue) }
                                } catch is ContactMergeRefusal {
                                    continue
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let wrong = try await database.number(
                    """
                    SELECT count(*) FROM contact_members a JOIN contact_members b ON b.member_id = a.contact_id
                    """, in: venue)
                #expect(wrong == 0)
                let merges = try await database.number(
                    "SELECT count(*) FROM contact_merges WHERE undone_at IS NULL", in: venue)
                #expect(try await database.number("SELECT count(*) FROM contact_members", in: venue) == merges)
                #expect(merges < people.count)
            }
        }

        @Test func bothAreMarkedAndNothingElseIsMergedByItself() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let (kept, absorbed) = try await Self.pair(in: venue, database)
                try await database.run("DELETE FROM indicator_marks", in: venue)
                let merge = try await database.merge(absorbed, into: kept, taking: nil, in: venue)
                let marks = "SELECT count(DISTINCT contact_id) FROM indicator_marks"
                #expect(try await database.number(marks, in: venue) == 2)
                try await database.run("DELETE FROM indicator_marks", in: venue)
                _ = try await database.undo(merge, in: venue)
                #expect(try await database.number(marks, in: venue) == 2)
            }
        }
    }
}

extension TestDatabase {
    func merge(
        _ absorbed: Contact, into survivor: Contact, taking fields: [ContactField]?, in venue: Venue
    ) async throws -> ContactMerge {
        try await store.inVenue(venue) {
            try await $0.merge(absorbed.id, into: survivor.id, taking: fields, at: clock.now)
        }
    }

    func undo(_ merge: ContactMerge, in venue: Venue) async throws -> ContactMerge {
        try await store.inVenue(venue) { try await $0.undo(merge.id, of: merge.survivor, at: clock.now) }
    }

    func found(_ contact: Contact, in venue: Venue) async throws -> Contact {
        try #require(try await store.inVenue(venue) { try await $0.first(FindContact(id: contact.id)) })
    }

    /// Every row about contacts and their orders, to the last byte, with fresh indicators; what is only remembered of merges apart.
    func everything(in venue: Venue) async throws -> [String] {
        try await run("INSERT INTO indicator_marks (contact_id, marked_at) SELECT id, now() FROM contacts", in: venue)
        while try await store.refreshMarkedContacts(of: venue, limit: 100) > 0 {}
        var rows: [String] = []
        for table in [
            "contacts", "contact_members", "contact_duplicates", "contact_notes", "orders", "order_lines",
        ] {
            rows += try await self.rows(of: "SELECT '\(table)' || t::text FROM \(table) t ORDER BY 1", in: venue) {
                try $0.next()
            }
        }
        let figures = try await StoredFigures.all(of: self, in: venue)
        return rows + figures
    }
}

/// The figures of indicators, but for the instants they were computed at.
private enum StoredFigures {
    static func all(of database: TestDatabase, in venue: Venue) async throws -> [String] {
        try await database.rows(
            of: """
                SELECT c.id || ' ' || COALESCE((to_jsonb(i) - 'history_computed_for' - 'epoch')::text, '')
                FROM contacts c LEFT JOIN contact_members m ON m.member_id = c.id
                    LEFT JOIN contact_indicators i ON i.contact_id = COALESCE(m.contact_id, c.id)
                ORDER BY c.id
                """, in: venue
        ) { try $0.next() }
    }
}

extension Sequence {
    func asyncMap<Output>(_ transform: (Element) async throws -> Output) async rethrows -> [Output] {
        var output: [Output] = []
        for element in self { output.append(try await transform(element)) }
        return output
    }
}
