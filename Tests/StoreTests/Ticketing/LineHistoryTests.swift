import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    /// What is known of lines at any instant, after their words arrived in any order, against a model that keeps every word.
    @Suite struct LineHistoryTests {
        @Test(arguments: 1...3)
        func wordsInAnyOrderTellTheSameHistory(_ seed: Int) async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var random = SeededGenerator(seed: UInt64(seed))
                let words = (1...25).flatMap { OrderWord.history(of: "O\($0)", &random) }
                database.clock.now = OrderWord.end
                // Whole words doubled, cut into requests of any size.
                var arriving = (words + words.filter { _ in random.number(1...4) == 1 }).shuffled(using: &random)
                while !arriving.isEmpty {
                    let request = Array(arriving.prefix(random.number(1...30)))
                    arriving.removeFirst(request.count)
                    let results = try await database.store.inVenue(venue) {
                        try await $0.write(request.map(\.order), from: .venue, at: OrderWord.end)
                    }
                    #expect(results.map(\.externalID) == request.map(\.order.externalID))
                    #expect(results.allSatisfy { $0.outcome != .refused })
                }
                try await Self.check(words, venue, database, "seed \(seed)")
            }
        }

        /// At each instant something is said to change, and between two of them.
        private static func check(
            _ words: [OrderWord], _ venue: Venue, _ database: TestDatabase, _ label: Comment
        ) async throws {
            let known = LineModel(words)
            for instant in known.instants {
                for moment in [instant, instant.advanced(bySeconds: 1)] {
                    let told = try await database.lines(of: venue, at: moment)
                    #expect(told == known.lines(at: moment), "\(label), as of \(moment.rfc3339)")
                    let sums = try await database.ledgerSums(of: venue, until: moment)
                    #expect(sums == known.sums(at: moment), "\(label), ledger until \(moment.rfc3339)")
                }
            }
            let current = try await database.currentLines(of: venue)
            #expect(current == known.lines(at: OrderWord.end), label)
        }
    }
}
