package import Domain

/// What came of a page of orders.
package struct WrittenPage: Sendable {
    package var counts = ConnectionCounts()
    /// How far what was known lay from what was told.
    package var differences = Differences()
    /// Whether orders name what of the catalogue was not told yet.
    package var namesUnknown = false
}

extension VenueTransaction {
    /// Writes what a system tells of what it sells.
    package func write(_ told: ToldCatalogue, from source: Source, at instant: Instant) async throws {
        _ = try await write(told.salesChannels, from: source, at: instant)
        _ = try await write(told.shows, from: source, at: instant)
        _ = try await write(try await notingMoves(told.performances, source), from: source, at: instant)
        _ = try await write(told.products, from: source, at: instant)
        _ = try await write(told.tariffs, from: source, at: instant)
        _ = try await write(told.quotas, from: source, at: instant)
    }

    /// A system tells the date a performance has; that it had another one follows from what is known.
    private func notingMoves(
        _ performances: [PerformanceTelling], _ source: Source
    ) async throws -> [PerformanceTelling] {
        if performances.isEmpty { return [] }
        let known = try await all(KnownDates(of: performances.map(\.externalID), source: source))
        let dates = Dictionary(known.map { ($0.externalID, $0) }) { first, _ in first }
        return performances.map { performance in
            guard let former = dates[performance.externalID] else { return performance }
            let hasOtherDate = former.startsAt != performance.startsAt
            let isMoved =
                if performance.state.isSaid {
                    performance.state.said == .scheduled && (hasOtherDate || former.state == .moved)
                } else {
                    // Without a word about its state, one that was cancelled here stays so.
                    hasOtherDate && former.state == .scheduled
                }
            guard isMoved else { return performance }
            var moved = performance
            moved.state = .value(.moved)
            return moved
        }
    }

    /// Writes a page of orders: a line that is known and no longer told is cancelled, since each is told whole.
    ///
    /// What was changed after `known` is no difference: nobody has told of it yet. A pull and a comparison may run side by side:
    /// from a page that is older than a line, that line cannot be missing, and nothing is compared with it.
    package func write(
        _ page: OrderPage, from source: Source, known: Instant?, at instant: Instant
    ) async throws -> WrittenPage {
        var written = WrittenPage()
        try await write(page.catalogue, from: source, at: instant)
        let lines = Dictionary(
            grouping: try await all(KnownLines(of: page.orders.map(\.externalID), source: source)), by: \.order)
        var orders: [ArrivingOrder] = []
        for told in page.orders {
            let toldAt = told.sourceUpdatedAt ?? instant
            let all = lines[told.externalID] ?? []
            let comparable = all.filter { $0.toldAt ?? .firstYear <= toldAt }
            let active = comparable.filter(\.isActive).map(\.line)
            if let known, toldAt <= known, comparable.count == all.count {
                written.differences += told.differences(from: active)
            }
            let whole = told.cancelling(active)
            // Of an order that never had a line there is nothing to write.
            if !whole.lines.isEmpty { orders.append(whole) }
        }
        try await write(page.contacts, from: source, at: instant)
        let results = orders.isEmpty ? [] : try await write(orders, from: source, at: instant)
        for result in results { written.note(result) }
        written.counts.skipped = page.skipped + Int64(page.orders.count - orders.count)
        for unreadable in page.unreadable {
            written.counts.refused += 1
            written.counts.lastRefusal = unreadable
        }
        return written
    }
}

extension WrittenPage {
    fileprivate mutating func note(_ result: UpsertResult) {
        guard result.outcome == .refused else {
            counts.written += 1
            return
        }
        counts.refused += 1
        counts.lastRefusal = "\(result.externalID): " + result.reasons.map(\.rawValue).joined(separator: ", ")
        let unknown: Set<RefusalReason> = [
            .unknownPerformance, .unknownProduct, .unknownTariff, .unknownSalesChannel,
        ]
        if !unknown.isDisjoint(with: result.reasons) { namesUnknown = true }
    }
}
