import Connectors
import Domain
import Testing

/// What a real pretix sells, in our words.
struct PretixCatalogueTests {
    @Test func everythingThatIsSold() async throws {
        let told = try await withSystem { system, _ in try await system.catalogue(changedSince: nil) }
        #expect(told.shows.map(\.externalID) == ["cyrano", "gala"])
        #expect(told.shows.map(\.name) == ["Cyrano de Bergerac", "Gala"])
        #expect(
            told.performances.map(\.externalID).sorted() == ["cyrano:1", "cyrano:2", "cyrano:3", "cyrano:4", "gala"])
        #expect(told.quotas.map(\.seats) == Array(repeating: 5_000, count: 5))
        let channels = Dictionary(uniqueKeysWithValues: told.salesChannels.map { ($0.externalID, $0.type) })
        #expect(channels == ["web": .internet, "api.ce": .b2b])
        let tariffs = Dictionary(uniqueKeysWithValues: told.tariffs.map { ($0.externalID, $0.kind) })
        #expect(
            tariffs == [
                "free": .free, "reduced": .reduced, "1": .full, "1-1": .full, "1-2": .reduced, "1-3": .free,
                "2": .full, "4": .full,
            ])
        #expect(told.products.map(\.externalID) == ["3"])
        #expect(told.products.map(\.family) == [.goods])
        // What is corrected here is newer than what pretix does not date.
        #expect(told.products.allSatisfy { $0.sourceUpdatedAt == .firstYear && !$0.validFrom.isSaid })
        #expect(told.tariffs.allSatisfy { $0.sourceUpdatedAt == .firstYear })
        #expect(told.performances.first { $0.externalID == "gala" }?.state.isSaid == false)
    }

    @Test func accounts() async throws {
        let page = try await withSystem { system, _ in try await system.contacts(page: 1) }
        #expect(page.items.count == 6)
        let first = try #require(page.items.first { $0.externalID == "CUST0" })
        #expect((first.firstName, first.lastName) == ("Prénom0", "Nom0"))
        #expect((first.email, first.language) == ("client0@example.org", .french))
        #expect(first.sourceUpdatedAt != nil)
    }

    @Test func aTokenThatMayNotReadAccountsReadsTheRest() async throws {
        let page = try await withSystem({ path in
            path.contains("customers") ? PretendServer.Reply(status: 403) : RecordedPretix.reply(path)
        }) { system, _ in try await system.contacts(page: 1) }
        #expect(page.items.isEmpty && page.isLast)
    }

    @Test func aTokenThatMayNotReadChannelsKnowsThoseOfOrders() async throws {
        try await withSystem({ path in
            path.contains("saleschannels") ? PretendServer.Reply(status: 403) : RecordedPretix.reply(path)
        }) { system, _ in
            #expect(try await system.catalogue(changedSince: nil).salesChannels.isEmpty)
            let channels = try await system.orders(changedSince: nil, page: 1).catalogue.salesChannels
            #expect(channels.map(\.externalID) == ["api.ce", "web"])
            #expect(channels.map(\.type) == [.b2b, .internet])
        }
    }
}
