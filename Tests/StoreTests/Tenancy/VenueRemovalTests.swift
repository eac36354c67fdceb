import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct VenueRemovalTests {
        @Test func aDroppedVenueLeavesNothingAndTheOthersAlone() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let other = try await database.venue()
                for each in [venue, other] { try await Self.fill(each, database) }
                #expect(try await Self.traces(of: venue, database) == [1, 1, 1, 1, 1])

                #expect(try await database.migrator.drop(venue.id))

                #expect(try await Self.traces(of: venue, database) == [0, 0, 0, 0, 0])
                #expect(try await Self.traces(of: other, database) == [1, 1, 1, 1, 1])
                #expect(try await database.number("SELECT count(*) FROM contacts", in: other) == 1)
                #expect(try await database.migrator.drop(venue.id) == false)
            }
        }

        @Test func aVenueIsProvisionedOnceHoweverManyWorkersTry() async throws {
            try await TestDatabase.withDatabase { database in
                let id = VenueID.random()
                let at = database.clock.now
                try await database.store.onPlatform { transaction in
                    let institution = try #require(try await transaction.first(CreateInstitution(name: "I", at: at)))
                    let venue = NewVenue(
                        institution: institution.id, name: "V", timeZone: "Europe/Paris", currency: "EUR",
                        locale: .french)
                    _ = try await transaction.first(CreateVenue(id: id, venue: venue, at: at))
                }
                #expect(try await database.store.venue(id)?.state == .provisioning)
                let made = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<4 {
                        group.addTask { try await database.migrator.provision(id, session: database.session) }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(made == 1)
                #expect(try await database.store.venue(id)?.state == .active)
                #expect(try await database.migrator.drop(id))
            }
        }

        @Test(arguments: [("Europe/Nowhere", 0), ("Europe/Paris", 1)])
        func aVenueNeedsAKnownTimeZoneAndInstitution(timeZone: String, missing: Int64) async throws {
            try await TestDatabase.withDatabase { database in
                let at = database.clock.now
                let made = try await database.store.onPlatform { transaction in
                    let institution = try #require(try await transaction.first(CreateInstitution(name: "I", at: at)))
                    let venue = NewVenue(
                        institution: Identifier(rawValue: institution.id.rawValue + missing), name: "V",
                        timeZone: timeZone, currency: "EUR", locale: .french)
                    return try await transaction.first(CreateVenue(id: .random(), venue: venue, at: at))
                }
                #expect(made == nil)
            }
        }

        private static func fill(_ venue: Venue, _ database: TestDatabase) async throws {
            _ = try await database.contact(in: venue)
            let at = database.clock.now
            try await database.store.onPlatform { transaction in
                _ = try await transaction.first(
                    CreateSecretKey(key: .random(), name: "K", reach: .venue(venue.id), at: at))
                _ = try await transaction.first(
                    CreateApplication(venue: venue.id, description: ApplicationDescription(name: "A"), at: at))
            }
        }

        private static func traces(of venue: Venue, _ database: TestDatabase) async throws -> [Int] {
            var counts: [Int] = []
            for question in [
                "pg_namespace WHERE nspname = '\(venue.id.schema)'", "pg_roles WHERE rolname = '\(venue.id.role)'",
                "venues WHERE id = '\(venue.id)'", "secret_keys WHERE venue_id = '\(venue.id)'",
                "applications WHERE venue_id = '\(venue.id)'",
            ] {
                counts.append(try await database.number("SELECT count(*) FROM \(question)"))
            }
            return counts
        }
    }
}
