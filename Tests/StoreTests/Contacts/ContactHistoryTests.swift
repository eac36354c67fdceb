import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct ContactHistoryTests {
        /// One random history in the database and in the model.
        private struct Run {
            let database: TestDatabase
            let venue: Venue
            var random: SeededGenerator
            var model = ContactModel()
            var ids: [Identifier<Contact>] = []
            var merges: [ContactMerge] = []
            var values = 0

            mutating func step() async throws {
                database.clock.now = database.clock.now.advanced(bySeconds: 10)
                switch random.number(1...10) {
                case 1...4: try await tell()
                case 5...7: try await merge()
                default: try await undo()
                }
            }

            private mutating func tell() async throws {
                let record = random.number(0...min(7, ids.count))
                var details = ContactDetails()
                var said: [ContactField: String?] = [:]
                for field in ContactModel.fields where random.isTrue(oneIn: 2) {
                    values += 1
                    said[field] = .some(random.isTrue(oneIn: 3) ? nil : "value \(values)")
                }
                details.title = said[.title] ?? nil
                details.firstName = said[.firstName] ?? nil
                details.phone = said[.phone] ?? nil
                details.address.street = said[.street] ?? nil
                details.address.city = said[.city] ?? nil
                details.jobTitle = said[.jobTitle] ?? nil
                let at = database.clock.now.advanced(bySeconds: Int64(random.number(-40...0)))
                let telling = ContactTelling(
                    externalID: "r\(record)", details: details, said: Set(said.keys), sourceUpdatedAt: at)
                let results = try await database.tellContacts([telling], from: .venue, in: venue)
                let result = try #require(results.first)
                let expected = model.tell(record, said, at: at)
                #expect(result.outcome == expected)
                if record == ids.count { ids.append(Identifier(rawValue: try #require(result.id))) }
            }

            private mutating func merge() async throws {
                guard ids.count > 1 else { return }
                let (absorbed, survivor) = (random.number(0...ids.count - 1), random.number(0...ids.count - 1))
                let fields: [ContactField]? =
                    random.isTrue(oneIn: 2) ? nil : ContactModel.fields.filter { _ in random.isTrue(oneIn: 2) }
                let expected = model.merge(absorbed, into: survivor, taking: fields)
                let (from, to, now) = (ids[absorbed], ids[survivor], database.clock.now)
                do throws(any Error) {
                    let merge = try await database.store.inVenue(venue) {
                        try await $0.merge(from, into: to, taking: fields, at: now)
                    }
                    #expect(expected == merges.count)
                    merges.append(merge)
                } catch is ContactMergeRefusal {
                    #expect(expected == nil)
                }
            }

            private mutating func undo() async throws {
                guard !merges.isEmpty else { return }
                let number = random.number(0...merges.count - 1)
                let expected = model.undo(number)
                do throws(any Error) {
                    _ = try await database.undo(merges[number], in: venue)
                    #expect(expected)
                } catch is ContactMergeRefusal {
                    #expect(!expected)
                }
            }

            func check() async throws {
                let stored = try await database.store.inVenue(venue) { transaction in
                    try await transaction.all(ListContacts(page: Page(after: nil, limit: 100)))
                }
                for contact in stored {
                    let number = try #require(ids.firstIndex(of: contact.id))
                    for field in ContactModel.fields {
                        #expect(
                            contact.details.text(of: field) == model.records[number].value(field),
                            "record \(number), \(field)")
                    }
                    let root = model.root(number)
                    #expect(contact.mergedInto == (root == number ? nil : ids[root]))
                }
            }
        }

        @Test(arguments: [1, 2, 3, 4]) func storedContactsAreThoseOfTheModel(_ seed: UInt64) async throws {
            try await TestDatabase.withDatabase { database in
                var run = Run(
                    database: database, venue: try await database.venue(), random: SeededGenerator(seed: seed))
                for turn in 1...150 {
                    try await run.step()
                    if turn % 5 == 0 { try await run.check() }
                }
                // Undone from the top, everything is as the sources tell it.
                for _ in run.merges {
                    for number in run.model.merges.indices where run.model.undo(number) {
                        _ = try await database.undo(run.merges[number], in: run.venue)
                    }
                }
                try await run.check()
                #expect(try await database.number("SELECT count(*) FROM contact_members", in: run.venue) == 0)
            }
        }
    }
}
