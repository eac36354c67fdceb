import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct DuplicateTests {
        private struct Pair: Hashable, CustomStringConvertible {
            let first: Int64
            let second: Int64
            let confidence: Int64
            let reasons: [String]

            var description: String { "\(first) \(second): \(confidence) \(reasons)" }
        }

        private static func propose(in venue: Venue, _ database: TestDatabase) async throws {
            _ = try await database.store.inVenue(venue) { try await $0.run(ProposeDuplicates(at: database.clock.now)) }
        }

        private static func kept(in venue: Venue, _ database: TestDatabase) async throws -> Set<Pair> {
            Set(
                try await database.rows(
                    of: "SELECT first_id, second_id, confidence, reasons FROM contact_duplicates", in: venue
                ) { try Pair(first: $0.next(), second: $0.next(), confidence: $0.next(), reasons: $0.next()) })
        }

        private static func listed(in venue: Venue, _ database: TestDatabase) async throws -> [ContactDuplicate] {
            try await database.store.inVenue(venue) { try await $0.all(ListDuplicates(after: nil, limit: 100)) }
        }

        private static func person(_ random: inout SeededGenerator) -> DuplicatePerson {
            var person = DuplicatePerson()
            if !random.isTrue(oneIn: 6) {
                person.first = random.pick(["anne", "anna", "jean", "jean paul", "a", "paul"])
            }
            if !random.isTrue(oneIn: 8) { person.last = random.pick(["martin", "matrin", "durand", "anne", "le roy"]) }
            if random.isTrue(oneIn: 2) {
                person.birthDate = LocalDate(iso8601: random.pick(["1970-01-01", "1980-02-29", "1990-12-31"]))
            }
            if random.isTrue(oneIn: 2) { person.emails.append(random.pick(["a@x.fr", "b@x.fr", "c@x.fr", "d@x.fr"])) }
            if random.isTrue(oneIn: 4) { person.emails.append(random.pick(["a@x.fr", "b@x.fr", "e@x.fr"])) }
            if random.isTrue(oneIn: 2) { person.phone = random.pick(["612345678", "612345679", "612345670"]) }
            if random.isTrue(oneIn: 2) { person.postcode = random.pick(["75001", "75002"]) }
            if random.isTrue(oneIn: 2) { person.street = random.pick(["1 rue a", "2 rue b"]) }
            return person
        }

        private static func store(_ person: DuplicatePerson, in venue: Venue, _ database: TestDatabase) async throws
            -> Contact
        {
            var details = ContactDetails()
            details.firstName = person.first?.uppercased()
            details.lastName = person.last?.uppercased()
            details.birthDate = person.birthDate
            details.email = person.emails.first.map { " " + $0.uppercased() }
            details.otherEmails = Array(person.emails.dropFirst())
            details.phone = person.phone.map { "+33 " + $0 }
            details.address.postcode = person.postcode
            details.address.street = person.street
            return try await database.contact(details, in: venue)
        }

        @Test(arguments: [1, 2, 3]) func pairsAreThoseOfBruteForce(_ seed: UInt64) async throws {
            var random = SeededGenerator(seed: seed)
            let people = (0..<40).map { _ in Self.person(&random) }
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let contacts = try await people.asyncMap { try await Self.store($0, in: venue, database) }
                var expected: Set<Pair> = []
                for one in people.indices {
                    for other in people.indices where one < other {
                        guard let found = DuplicatePerson.likeness(people[one], people[other]) else { continue }
                        expected.insert(
                            Pair(
                                first: contacts[one].id.rawValue, second: contacts[other].id.rawValue,
                                confidence: found.confidence, reasons: found.reasons.map(\.rawValue)))
                    }
                }
                // No key of so few people is shared by more than twenty.
                try await Self.propose(in: venue, database)
                let kept = try await Self.kept(in: venue, database)
                #expect(kept == expected, "\(kept.symmetricDifference(expected))")
                #expect(expected.count > 50)
                for contact in contacts {
                    let live = try await database.store.inVenue(venue) {
                        try await $0.all(FindDuplicatesOfContact(contact: contact.id, limit: 200))
                    }
                    let id = contact.id.rawValue
                    #expect(
                        Set(
                            live.map {
                                Pair(
                                    first: $0.first.rawValue, second: $0.second.rawValue, confidence: $0.confidence,
                                    reasons: $0.reasons.map(\.rawValue))
                            }) == expected.filter { $0.first == id || $0.second == id })
                }
            }
        }

        @Test func anAddressOfTenThousandProvesNothing() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await database.run(
                    """
                    INSERT INTO contacts (kind, first_name, last_name, email, phone, created_at, updated_at)
                    SELECT 'individual', 'Jean', 'Nom' || n, 'billetterie@lieu.fr', '0400000000', now(), now()
                    FROM generate_series(1, 10000) n
                    UNION ALL SELECT 'individual', 'NOM42', 'jean', 'Billetterie@lieu.fr', NULL, now(), now()
                    """, in: venue)
                try await Self.propose(in: venue, database)
                let reasons = [["same_email_and_name"]]
                #expect(try await Self.kept(in: venue, database).map(\.reasons) == reasons)
                for (name, expected) in [("NOM42", reasons), ("Nom42", reasons), ("Nom43", [])] {
                    let id = Int64(
                        try await database.number(
                            "SELECT id FROM contacts WHERE '\(name)' IN (first_name, last_name)", in: venue))
                    let live = try await database.store.inVenue(venue) {
                        try await $0.all(FindDuplicatesOfContact(contact: Identifier(rawValue: id), limit: 10))
                    }
                    #expect(live.map { $0.reasons.map(\.rawValue) } == expected)
                }
            }
        }

        @Test func aDayAtTheKioskMergesNobody() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let tellings = (1...1_000).map { number in
                    var details = ContactDetails()
                    details.lastName = "Acheteur"
                    details.email = "kiosque@lieu.fr"
                    return ContactTelling(externalID: "k\(number)", details: details)
                }
                _ = try await database.tellContacts(tellings, from: .venue, in: venue)
                try await Self.propose(in: venue, database)
                #expect(try await database.number("SELECT count(*) FROM contacts", in: venue) == 1_000)
                #expect(try await database.number("SELECT count(*) FROM contact_members", in: venue) == 0)
                #expect(try await Self.kept(in: venue, database) == [])
            }
        }

        @Test func whatWasToldApartIsNeverProposedAgain() async throws {
            var twin = DuplicatePerson(first: "anne", last: "martin", birthDate: nil, emails: ["a@x.fr"])
            twin.phone = "612345678"
            let person = twin
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let contacts = try await [0, 1, 2].asyncMap { _ in try await Self.store(person, in: venue, database) }
                try await Self.propose(in: venue, database)
                let proposed = try await Self.listed(in: venue, database)
                #expect(proposed.count == 3 && proposed.allSatisfy { $0.confidence == 98 })
                let told = try #require(proposed.first { $0.first == contacts[0].id && $0.second == contacts[1].id })
                let id = try #require(told.id)
                let dismissed = try await database.store.inVenue(venue) {
                    try await $0.first(DismissDuplicate(id: id, at: database.clock.now))
                }
                #expect(dismissed == id)
                try await Self.propose(in: venue, database)
                #expect(try await Self.listed(in: venue, database).count == 2)
                let live = try await database.store.inVenue(venue) {
                    try await $0.all(FindDuplicatesOfContact(contact: contacts[0].id, limit: 10))
                }
                #expect(live.map(\.second) == [contacts[2].id])

                // A record of one of the two does not bring it back either.
                let merge = try await database.merge(contacts[2], into: contacts[1], taking: nil, in: venue)
                try await Self.propose(in: venue, database)
                #expect(try await Self.listed(in: venue, database).isEmpty)
                _ = try await database.undo(merge, in: venue)
                #expect(try await Self.listed(in: venue, database).count == 2)
            }
        }

        @Test func aMergedPairLeavesAndIsBackAsItWas() async throws {
            var twin = DuplicatePerson(first: "anne", last: "martin", birthDate: nil, emails: ["a@x.fr"])
            twin.phone = "612345678"
            let person = twin
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let contacts = try await [0, 1, 2].asyncMap { _ in try await Self.store(person, in: venue, database) }
                try await Self.propose(in: venue, database)
                let before = try await database.everything(in: venue)
                let merge = try await database.merge(contacts[1], into: contacts[0], taking: nil, in: venue)
                let left = try await Self.listed(in: venue, database)
                #expect(left.map { [$0.first, $0.second] } == [[contacts[0].id, contacts[2].id]])
                let summary = try await database.store.inVenue(venue) {
                    try await $0.first(FindOrderSummary(contact: contacts[0].id))
                }
                #expect(summary?.duplicates == 1)
                try await Self.propose(in: venue, database)
                _ = try await database.undo(merge, in: venue)
                #expect(try await database.everything(in: venue) == before)
                let apart = try await database.store.inVenue(venue) {
                    try await $0.first(
                        TellContactsApart(one: contacts[2].id, other: contacts[0].id, at: database.clock.now))
                }
                #expect(apart != nil)
                #expect(try await Self.listed(in: venue, database).count == 2)
            }
        }

        @Test(arguments: [true, false]) func contactsToldApartStayApartWhenTheirMergeIsUndone(
            _ isByPair: Bool
        ) async throws {
            let person = DuplicatePerson(first: "anne", last: "martin", birthDate: nil, emails: ["a@x.fr"])
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let people = try await [0, 1, 2].asyncMap { _ in try await Self.store(person, in: venue, database) }
                let (kept, other, absorbed) = (people[0], people[1], people[2])
                try await Self.propose(in: venue, database)
                let merge = try await database.merge(absorbed, into: kept, taking: nil, in: venue)
                let carrying = Int64(
                    try await database.number(
                        """
                        SELECT id FROM contact_duplicates WHERE first_id = \(other.id) AND second_id = \(absorbed.id)
                        """, in: venue))
                for day in 1...2 {
                    database.clock.now = Instant("2026-11-2\(day)T00:00:00Z")
                    let told = try await database.store.inVenue(venue) {
                        isByPair
                            ? try await $0.first(
                                DismissDuplicate(id: Identifier(rawValue: carrying), at: database.clock.now))
                            : try await $0.first(
                                TellContactsApart(one: absorbed.id, other: other.id, at: database.clock.now))
                    }
                    #expect(told?.rawValue == carrying)
                }
                _ = try await database.undo(merge, in: venue)
                try await Self.propose(in: venue, database)
                let open = try await Self.listed(in: venue, database)
                #expect(open.map { [$0.first, $0.second] } == [[kept.id, absorbed.id]])
                let first = "SELECT count(*) FROM contact_duplicates WHERE dismissed_at = '2026-11-21T00:00:00Z'"
                #expect(try await database.number(first, in: venue) == 2)
            }
        }

        @Test func whatNothingSpeaksForAnyMoreIsWithdrawn() async throws {
            let person = DuplicatePerson(first: "anne", last: "martin", birthDate: nil, emails: ["a@x.fr"])
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await [0, 1].asyncMap { _ in try await Self.store(person, in: venue, database) }
                try await Self.propose(in: venue, database)
                #expect(try await Self.kept(in: venue, database).count == 1)
                try await database.run(
                    "UPDATE contacts SET email = 'z@x.fr' WHERE id = (SELECT max(id) FROM contacts)", in: venue)
                try await Self.propose(in: venue, database)
                #expect(try await Self.kept(in: venue, database) == [])
            }
        }
    }
}
