import Connectors
import Domain
import Testing

/// Orders that a real pretix told, in our words.
struct PretixOrderTests {
    private func orders() async throws -> [String: ArrivingOrder] {
        let page = try await withSystem { system, _ in try await system.orders(changedSince: nil, page: 1) }
        #expect(page.unreadable.isEmpty)
        return Dictionary(uniqueKeysWithValues: page.orders.map { ($0.externalID, $0) })
    }

    private func line(_ id: String, _ order: String) async throws -> ArrivingLine {
        try #require(try await orders()[order]?.lines.first { $0.externalID == id })
    }

    @Test func statusesOfOrdersAndOfTheirPositions() async throws {
        let orders = try await orders()
        func statuses(_ order: String) -> [LineStatus]? { orders[order]?.lines.map(\.status) }
        // Paid, its positions cancelled and no money back.
        #expect(statuses("cyrano-UVPFY") == [.cancelled, .cancelled])
        // Paid, one position refunded.
        #expect(statuses("cyrano-TH7W3") == [.refunded, .sold])
        #expect(statuses("cyrano-SU9TV") == [.cancelled, .cancelled, .cancelled, .cancelled])
        #expect(statuses("cyrano-KQEFX") == [.reserved, .reserved, .reserved])
        #expect(statuses("cyrano-WXFMA") == [.refunded, .refunded, .refunded])
        #expect(statuses("gala-WSMVL") == [.sold, .sold, .sold])
    }

    @Test func trialsAreSkipped() async throws {
        let page = try await withSystem { system, _ in try await system.orders(changedSince: nil, page: 1) }
        #expect(page.skipped == 1)
        #expect(!page.orders.contains { $0.externalID == "cyrano-L0NXR" })
        #expect(page.orders.count == 10)
        #expect(page.isLast)
        #expect(page.generatedAt == Instant(rfc3339: RecordedPretix.generatedAt))
    }

    @Test func anotherCurrencyIsNotOurs() async throws {
        let page = try await withSystem(currency: "CHF") { system, _ in
            try await system.orders(changedSince: nil, page: 1)
        }
        #expect(page.orders.isEmpty)
        #expect(page.skipped == 11)
    }

    @Test func theCatalogueIsToldWhenItWasRead() async throws {
        try await withSystem { system, server in
            let first = try await system.orders(changedSince: nil, page: 1).catalogue
            #expect(first.shows.map(\.externalID).sorted() == ["cyrano", "gala"])
            let again = try await system.orders(changedSince: nil, page: 1).catalogue
            #expect(
                again.shows.isEmpty && again.performances.isEmpty && again.tariffs.isEmpty && again.products.isEmpty)
            #expect(server.requests.filter { $0.contains("/items/") }.count == 2)
        }
    }

    @Test func pricesInCents() async throws {
        #expect(try await line("59", "cyrano-KQEFX").amount == 995)
        #expect(try await line("10", "gala-AVYYH").amount == 5_550)
    }

    @Test func whatIsSold() async throws {
        let seat = try await line("58", "cyrano-KQEFX")
        #expect(seat.performance?.hasPrefix("cyrano:") == true)
        #expect(seat.tariff == "2")
        // With a voucher.
        #expect(try await line("59", "cyrano-KQEFX").tariff == "reduced")
        // A variation.
        #expect(try await line("74", "cyrano-KQEFX").tariff == "1-3")
        let booklet = try await line("1", "cyrano-UVPFY")
        #expect((booklet.product, booklet.performance, booklet.tariff) == ("3", nil, nil))
        // An event that is no series is its own performance.
        #expect(try await line("10", "gala-AVYYH").performance == "gala")
    }

    @Test func whoBuysAndWhoComes() async throws {
        let orders = try await orders()
        #expect(orders["cyrano-KQEFX"]?.buyer.externalID == "CUST0")
        #expect(orders["gala-AVYYH"]?.buyer.externalID == "email:acheteur3@example.org")
        #expect(orders["cyrano-AMZKH"]?.buyer.externalID == "order:cyrano-AMZKH")
        #expect(try await line("10", "gala-AVYYH").holder == "email:spectateur6@example.org")
        #expect(try await line("58", "cyrano-KQEFX").holder == "position:58")
        #expect(try await line("59", "cyrano-KQEFX").holder == nil)
    }

    @Test func channels() async throws {
        let orders = try await orders()
        #expect(Set(orders.values.map(\.salesChannel)).isSubset(of: ["web", "api.ce"]))
    }

    @Test func nothingThatOpensADoorIsAskedFor() async throws {
        try await withSystem { system, server in
            _ = try await system.orders(changedSince: Instant(rfc3339: "2026-11-27T05:00:00.5Z"), page: 3)
            let asked = try #require(server.requests.first { $0.contains("/orders/?") })
            for part in [
                "include_canceled_positions=true", "include_canceled_fees=true", "exclude=secret", "exclude=payments",
                "exclude=positions.secret", "ordering=datetime", "page=3", "modified_since=2026-11-27T05:00:00.500000Z",
            ] { #expect(asked.contains(part)) }
            #expect(asked.contains("\r\nAuthorization: Token token-of-the-tests\r\n"))
        }
    }
}
