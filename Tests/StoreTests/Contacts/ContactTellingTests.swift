import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct ContactTellingTests {
        private static let crm = Source("crm") ?? .venue
        private static let days = [1, 2, 3].map { Instant("2026-10-0\($0)T00:00:00Z") }

        private static func telling(
            _ id: String, at instant: Instant?, said: Set<ContactField> = Set(ContactField.allCases),
            _ change: (inout ContactDetails) -> Void = { _ in }
        ) -> ContactTelling {
            var details = ContactDetails()
            change(&details)
            return ContactTelling(externalID: id, details: details, said: said, sourceUpdatedAt: instant)
        }

        private static func contact(_ id: String, in venue: Venue, _ database: TestDatabase) async throws -> Contact {
            let found = try await database.store.inVenue(venue) {
                try await $0.all(ListContacts(page: Page(after: nil, limit: 2), externalID: id, source: crm))
            }
            try #require(found.count == 1)
            return found[0]
        }

        @Test func theNewestWordStandsWhateverTheOrderOfArrival() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var number = 0
                for first in 0..<3 {
                    for second in 0..<3 where second != first {
                        let order = [first, second, 3 - first - second]
                        for isOneBatch in [true, false] {
                            number += 1
                            let tellings = order.map { day in
                                Self.telling("c\(number)", at: Self.days[day]) { $0.lastName = "Day \(day)" }
                            }
                            let batches = isOneBatch ? [tellings] : tellings.map { [$0] }
                            var outcomes: [UpsertOutcome] = []
                            for batch in batches {
                                outcomes += try await database.tellContacts(batch, from: Self.crm, in: venue).map(
                                    \.outcome)
                            }
                            var newest = -1
                            let expected = order.map { day -> UpsertOutcome in
                                defer { newest = max(newest, day) }
                                return newest < 0 ? .created : day < newest ? .superseded : .updated
                            }
                            #expect(outcomes == expected, "\(order)")
                            let stored = try await Self.contact("c\(number)", in: venue, database)
                            #expect(stored.details.lastName == "Day 2" && stored.sourceUpdatedAt == Self.days[2])
                        }
                    }
                }
            }
        }

        @Test func whatIsNotSaidStaysAndNullClears() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let whole = Self.telling("c", at: Self.days[0]) { details in
                    details.kind = .structure
                    details.title = "Mme"
                    details.firstName = "Anne"
                    details.lastName = "L'Œuvre \\ \"\n"
                    details.structureName = "Lycée"
                    details.jobTitle = "Professeure"
                    details.email = "anne@example.org"
                    details.otherEmails = ["a@example.org", "b@example.org"]
                    details.phone = "06 12 34 56 78"
                    details.address.street = "1, rue de la Paix"
                    details.address.postcode = "75002"
                    details.address.city = "Paris"
                    details.address.country = "FR"
                    details.roles = ["press", "relay"].compactMap(ContactRole.init)
                    details.birthDate = LocalDate(iso8601: "1970-02-28")
                    details.language = .french
                }
                _ = try await database.tellContacts([whole], from: Self.crm, in: venue)
                var expected = whole.details
                expected.externalID = "c"
                #expect(try await Self.contact("c", in: venue, database).details == expected)

                let partial = Self.telling("c", at: Self.days[1], said: [.phone, .roles, .city, .email]) {
                    $0.email = "new@example.org"
                }
                #expect(
                    try await database.tellContacts([partial], from: Self.crm, in: venue).map(\.outcome) == [.updated])
                expected.phone = nil
                expected.roles = []
                expected.address.city = nil
                expected.email = "new@example.org"
                #expect(try await Self.contact("c", in: venue, database).details == expected)
                #expect(
                    try await database.tellContacts([partial], from: Self.crm, in: venue).map(\.outcome) == [.unchanged]
                )
                let nothing = Self.telling("c", at: nil, said: [])
                #expect(
                    try await database.tellContacts([nothing], from: Self.crm, in: venue).map(\.outcome) == [.unchanged]
                )
            }
        }

        @Test func aRecordThatOnlyAnOrderNamedTakesAnyWordOfItsSource() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await database.run(
                    """
                    INSERT INTO contacts (external_id, source, kind, created_at, updated_at)
                    VALUES ('c', 'crm', 'individual', '2026-10-09', '2026-10-09')
                    """, in: venue)
                #expect(try await Self.contact("c", in: venue, database).sourceUpdatedAt == nil)
                let outcome = try await database.tellContacts(
                    [Self.telling("c", at: Self.days[0]) { $0.lastName = "Martin" }], from: Self.crm, in: venue)
                #expect(outcome.map(\.outcome) == [.updated])
                #expect(try await Self.contact("c", in: venue, database).details.lastName == "Martin")
            }
        }

        @Test func theSameWordAgainLeavesAMergeAsItIs() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let word = Self.telling("kept", at: Self.days[0]) {
                    $0.firstName = "Anne"
                    $0.email = "anne@example.org"
                }
                let other = Self.telling("absorbed", at: Self.days[0]) {
                    $0.firstName = "Anna"
                    $0.phone = "06 12 34 56 78"
                    $0.otherEmails = ["a@example.org"]
                    $0.birthDate = LocalDate(iso8601: "1990-02-28")
                }
                _ = try await database.tellContacts([word, other], from: Self.crm, in: venue)
                let kept = try await Self.contact("kept", in: venue, database)
                let absorbed = try await Self.contact("absorbed", in: venue, database)
                let fields: [[ContactField]?] = [nil, [.firstName, .otherEmails, .phone]]
                for fields in fields {
                    let before = try await database.everything(in: venue)
                    database.clock.now = database.clock.now.advanced(bySeconds: 60)
                    let merge = try await database.merge(absorbed, into: kept, taking: fields, in: venue)
                    let merged = try await database.everything(in: venue)
                    let again = try await database.tellContacts([word, other], from: Self.crm, in: venue)
                    #expect(again.map(\.outcome) == [.unchanged, .unchanged])
                    #expect(try await database.everything(in: venue) == merged)
                    _ = try await database.undo(merge, in: venue)
                    #expect(try await database.everything(in: venue) == before)
                }

                // A newer word stands, whatever was merged.
                _ = try await database.merge(absorbed, into: kept, taking: nil, in: venue)
                var newer = word
                newer.sourceUpdatedAt = Self.days[1]
                let outcome = try await database.tellContacts([newer], from: Self.crm, in: venue)
                #expect(outcome.map(\.outcome) == [.updated])
                #expect(try await Self.contact("kept", in: venue, database).details.phone == nil)
            }
        }

        @Test func aMentionFillsInWhatIsNotKnown() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var mention = Self.telling("c", at: Self.days[2]) {
                    $0.kind = .structure
                    $0.firstName = "Anna"
                    $0.phone = "06 12 34 56 78"
                    $0.address.city = "Lyon"
                    $0.roles = ["press"].compactMap(ContactRole.init)
                }
                mention.fillsIn = true
                let word = Self.telling("c", at: Self.days[1], said: [.firstName, .postcode]) {
                    $0.firstName = "Anne"
                    $0.address.postcode = "75002"
                }
                _ = try await database.tellContacts([word], from: Self.crm, in: venue)
                try await database.run("DELETE FROM indicator_marks", in: venue)
                let filled = try await database.tellContacts([mention, mention], from: Self.crm, in: venue)
                #expect(filled.map(\.outcome) == [.updated, .unchanged])
                #expect(try await database.number("SELECT count(*) FROM indicator_marks", in: venue) == 1)
                var contact = try await Self.contact("c", in: venue, database)
                #expect(contact.sourceUpdatedAt == Self.days[1])
                #expect(contact.details.firstName == "Anne" && contact.details.phone == "06 12 34 56 78")
                #expect(contact.details.kind == .individual && contact.details.roles.isEmpty)
                // Half of an address is not completed by another.
                #expect(contact.details.address.city == nil)

                // Older than what is known, it fills in all the same; and any word of the source is newer.
                mention.sourceUpdatedAt = Self.days[0]
                mention.details.email = "anna@example.org"
                let older = try await database.tellContacts([mention], from: Self.crm, in: venue)
                #expect(older.map(\.outcome) == [.updated])
                var same = word
                same.said = [.phone]
                let again = try await database.tellContacts([same], from: Self.crm, in: venue)
                #expect(again.map(\.outcome) == [.updated])
                contact = try await Self.contact("c", in: venue, database)
                #expect(contact.details.email == "anna@example.org" && contact.details.phone == nil)

                mention.externalID = "new"
                let added = try await database.tellContacts([mention], from: Self.crm, in: venue)
                #expect(added.map(\.outcome) == [.created])
                contact = try await Self.contact("new", in: venue, database)
                #expect(contact.details.address.city == "Lyon" && contact.sourceUpdatedAt == nil)
            }
        }

        @Test func whatIsReplacedIsMarked() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let contact = try await database.contact(in: venue)
                try await database.run("DELETE FROM indicator_marks", in: venue)
                let replacement = ReplaceContact(id: contact.id, details: contact.details, at: database.clock.now)
                _ = try await database.store.inVenue(venue) { try await $0.first(replacement) }
                let marks = "SELECT count(*) FROM indicator_marks WHERE contact_id = \(contact.id)"
                #expect(try await database.number(marks, in: venue) == 1)
            }
        }

        @Test func sourcesDoNotMeetAndChangesAreMarked() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let first = try await database.tellContacts([Self.telling("c", at: nil)], from: Self.crm, in: venue)
                let second = try await database.tellContacts([Self.telling("c", at: nil)], from: .venue, in: venue)
                #expect(first.map(\.outcome) == [.created] && second.map(\.outcome) == [.created])
                #expect(first[0].id != second[0].id)
                try await database.run("DELETE FROM indicator_marks", in: venue)
                database.clock.now = Instant("2026-11-23T00:00:00Z")
                _ = try await database.tellContacts(
                    [
                        Self.telling("c", at: nil) { $0.kind = .structure },
                        Self.telling("old", at: Self.days[0]) { $0.lastName = "Martin" },
                    ], from: Self.crm, in: venue)
                #expect(try await database.number("SELECT count(*) FROM indicator_marks", in: venue) == 2)
                _ = try await database.tellContacts(
                    [Self.telling("old", at: Self.days[0]) { $0.lastName = "Martin" }], from: Self.crm, in: venue)
                #expect(try await database.number("SELECT count(*) FROM indicator_marks", in: venue) == 2)
            }
        }

        @Test func batchesAtOnceDoNotWaitInARing() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 0..<6 {
                        group.addTask {
                            var random = SeededGenerator(seed: UInt64(writer))
                            for turn in 0..<10 {
                                let tellings = (0..<60).map { number in
                                    Self.telling("c\((number * 7 + random.number(0...40)) % 80)", at: nil) {
                                        $0.lastName = "\(writer) \(turn)"
                                    }
                                }
                                _ = try await database.tellContacts(tellings, from: Self.crm, in: venue)
                            }
                        }
                    }
                    // Files of orders fill in what they name, in the same order.
                    for importer in 0..<2 {
                        group.addTask {
                            for turn in 0..<10 {
                                try await database.run(
                                    """
                                    INSERT INTO contacts AS c (external_id, source, kind, last_name, created_at, updated_at)
                                    SELECT 'c' || n, 'crm', 'individual', '\(importer) \(turn)', now(), now()
                                    FROM generate_series(0, 79) n ORDER BY ('c' || n) COLLATE "C"
                                    ON CONFLICT ON CONSTRAINT contacts_external_id_key DO UPDATE SET
                                        last_name = excluded.last_name
                                    """, in: venue)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await database.number("SELECT count(*) FROM contacts", in: venue) == 80)
            }
        }
    }
}

extension TestDatabase {
    func tellContacts(_ tellings: [ContactTelling], from source: Source, in venue: Venue) async throws -> [UpsertResult]
    {
        try await store.inVenue(venue) { try await $0.write(tellings, from: source, at: clock.now) }
    }
}
