import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct ContactSearchTests {
        private static let people: [(id: String, first: String?, last: String?, structure: String?, email: String?)] = [
            ("B-1", "Anne", "Martin", nil, "anne.martin@example.org"), ("B-2", "Anne-Sophie", "Martineau", nil, nil),
            ("B-3", "Martin", "Anne", nil, "zoe@exemple.fr"), ("B-4", "Jean-Pierre", "Lefèvre", nil, "jp@lefevre.fr"),
            ("B-5", "Œdipe", "Le Roi", "Théâtre de Thèbes", nil), ("B-6", nil, "Lycée Émile-Zola", nil, "cdi@zola.fr"),
            ("C-1", "Élodie", "D'Almeida", nil, "O'Neil+x@example.org"), ("C-2", "Nathalie", "Dupont", nil, nil),
            ("C-3", "Nathan", "Dupond", nil, nil), ("é-9", "李", "明", nil, nil),
            ("100%", "Δημήτρης", "Иванов", nil, nil),
        ]

        private static func fill(_ venue: Venue, _ database: TestDatabase) async throws {
            let tellings = people.map { person in
                var details = ContactDetails()
                details.firstName = person.first
                details.lastName = person.last
                details.structureName = person.structure
                details.email = person.email
                if person.id == "C-2" { details.otherEmails = ["second@example.org"] }
                return ContactTelling(externalID: person.id, details: details)
            }
            _ = try await database.tellContacts(tellings, from: .venue, in: venue)
        }

        private static func search(
            _ text: String, in venue: Venue, _ database: TestDatabase, limit: Int = 20
        ) async throws -> [String] {
            try await database.store.inVenue(venue) { try await $0.search(text, limit: limit) }
                .compactMap(\.contact.details.externalID)
        }

        @Test func contactsAreFoundByWhateverIsKnownOfThem() async throws {
            let cases: [(String, [String])] = [
                ("anne martin", ["B-3", "B-1", "B-2"]), ("MARTIN Anne", ["B-3", "B-1", "B-2"]),
                ("mart", ["B-3", "B-1", "B-2"]), ("martineau anne", ["B-2"]), ("anne-sophie", ["B-2"]),
                ("lefevre", ["B-4"]), ("LEFÈVRE jean", ["B-4"]), ("jean pierre", ["B-4"]), ("oedipe", ["B-5"]),
                ("roi", ["B-5"]), ("thebes", ["B-5"]), ("lycée zola", ["B-6"]), ("emile", ["B-6"]),
                ("almeida", ["C-1"]), ("d’almeida", ["C-1"]), ("o'neil", ["C-1"]), ("anne.martin@ex", ["B-1"]),
                ("ANNE.MARTIN@EXAMPLE.ORG", ["B-1"]), ("second@", ["C-2"]), ("B-1", ["B-1"]), ("C-", []),
                ("B-", []), ("é-9", ["é-9"]), ("李 明", ["é-9"]), ("иванов", ["100%"]), ("100%", ["100%"]),
                // One letter wrong, missing, too many, or two swapped.
                ("lefevbre", ["B-4"]), ("lefver", ["B-4"]), ("lefevrre", ["B-4"]), ("lefvere", ["B-4"]),
                ("xefevre", ["B-4"]), ("nathlaie dupon", ["C-2"]), ("dupomt", ["C-2"]), ("oedip", ["B-5"]),
                ("edipe", ["B-5"]), ("lefx", ["B-4"]), ("lefevxx", []), ("xyz", []), ("-", []), ("@", []), ("'", []),
                ("\\", []), ("& | !", []),
            ]
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await Self.fill(venue, database)
                for (text, expected) in cases {
                    let found = try await Self.search(text, in: venue, database)
                    if expected.count == 1 || expected.isEmpty {
                        #expect(found == expected, "\(text)")
                    } else {
                        #expect(
                            found.prefix(1) == expected.prefix(1) && Set(found) == Set(expected), "\(text): \(found)")
                    }
                }
            }
        }

        @Test func theNearestComeFirstAndTheLimitHolds() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await Self.fill(venue, database)
                #expect(try await Self.search("dupont", in: venue, database) == ["C-2", "C-3"])
                #expect(try await Self.search("dupond", in: venue, database) == ["C-3", "C-2"])
                #expect(try await Self.search("dupond", in: venue, database, limit: 1) == ["C-3"])
            }
        }

        @Test func aRecordThatWasAbsorbedLeadsToItsContact() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await Self.fill(venue, database)
                let contacts = try await database.store.inVenue(venue) {
                    try await $0.all(ListContacts(page: Page(after: nil, limit: 20)))
                }
                let absorbed = try #require(contacts.first { $0.details.externalID == "B-4" })
                let kept = try #require(contacts.first { $0.details.externalID == "C-3" })
                _ = try await database.merge(absorbed, into: kept, taking: nil, in: venue)
                let found = try await database.store.inVenue(venue) { try await $0.search("lefevre", limit: 5) }
                #expect(found.map(\.contact.id) == [kept.id] && found.map(\.record) == [absorbed.id])
                #expect(try await Self.search("B-4", in: venue, database) == ["C-3"])
            }
        }

        @Test func aContactOfManyRecordsHidesNobody() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await database.run(
                    """
                    INSERT INTO contacts (external_id, kind, last_name, created_at, updated_at)
                    SELECT 'many-' || lpad(n::text, 2, '0'), 'individual', 'Martin', now(), now()
                    FROM generate_series(1, 42) n
                    """, in: venue)
                try await database.run(
                    """
                    INSERT INTO contact_members (member_id, contact_id)
                    SELECT c.id, k.id FROM contacts c, contacts k
                    WHERE k.external_id = 'many-01' AND c.external_id BETWEEN 'many-02' AND 'many-41'
                    """, in: venue)
                for text in ["martin", "mart", "martni", "many-"] {
                    let found = try await Self.search(text, in: venue, database, limit: 2)
                    #expect(found == ["many-01", "many-42"], "\(text)")
                }
            }
        }

        @Test func wordsBeyondTheTwelfthAreNotLookedFor() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var details = ContactDetails()
                details.externalID = "long"
                details.lastName = "a b c d e f g h i j k l"
                _ = try await database.contact(details, in: venue)
                for (text, count) in [("a a a b c d e f g h i j k l m", 1), ("a b c d e f g h i j k m l", 0)] {
                    let found = try await database.store.inVenue(venue) {
                        try await $0.all(FindContactsByTerms(text: text, closeness: .words, limit: 10))
                    }
                    #expect(found.count == count, "\(text)")
                }
            }
        }

        @Test func whatIsWrittenWithoutUsIsFoundOnceCommitted() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await database.run(
                    """
                    INSERT INTO contacts (external_id, kind, first_name, last_name, created_at, updated_at)
                    SELECT 'X' || n, 'individual', 'Ève', 'Nouvelle' || n, now(), now() FROM generate_series(1, 3000) n
                    """, in: venue)
                #expect(try await Self.search("eve nouvelle2999", in: venue, database).first == "X2999")
                try await database.run("UPDATE contacts SET last_name = 'Autre' WHERE external_id = 'X7'", in: venue)
                #expect(try await Self.search("eve autre", in: venue, database) == ["X7"])
                #expect(try await Self.search("ev nouv", in: venue, database).count == 20)
            }
        }
    }
}
