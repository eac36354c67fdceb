package import Domain
import Postgres

extension VenueTransaction {
    /// Writes orders as a source tells them, and marks the contacts they touch; the results are in the orders' own order.
    ///
    /// An order is taken whole or refused whole. A newer word wins whatever the order of arrival, and of two as new the later
    /// to come; the same again has no effect.
    package func write(
        _ orders: [ArrivingOrder], from source: Source, at instant: Instant
    ) async throws -> [UpsertResult] {
        let batch = ArrivingPart.newBatch()
        var results = [UpsertResult?](repeating: nil, count: orders.count)
        for (number, places) in rounds(of: orders.map(\.externalID)).enumerated() {
            let part = ArrivingPart(batch: batch, part: Int64(number))
            var staged = ArrivingRows(part: part, source: source, arrivedAt: instant)
            for place in places { staged.append(orders[place]) }
            let (refusals, written) = try await take(staged.rows.file, as: part, at: instant)
            let known = written.results
            let refused = Dictionary(grouping: refusals) { $0.order ?? "" }
            for place in places {
                let id = orders[place].externalID
                results[place] = known[id] ?? .refused(id, Self.reasons(of: refused[id, default: []]))
            }
        }
        return results.compactMap(\.self)
    }

    /// Takes the rows of a part, as COPY reads them: checks them, writes those that are right, and marks the contacts they touch,
    /// or notes them with their import.
    func take(
        _ file: [UInt8], as part: ArrivingPart, of fileImport: Identifier<FileImport>? = nil, at instant: Instant
    ) async throws -> (refusals: [RefusedArrivingLines.Refusal], written: WrittenOrders) {
        try await run(HoldCatalogue())
        let connection = transaction.connection
        try await translatingFailures {
            try await connection.startCopy(ArrivingRows.copySQL)
            try await connection.writeCopy(file)
            _ = try await connection.finishCopy()
        }
        try await run(CheckArrivingLines(part: part))
        let refusals = try await all(RefusedArrivingLines(part: part))
        if !refusals.isEmpty { try await run(DropRefusedArrivingLines(part: part)) }
        let written = try await apply(part, at: instant)
        if let fileImport {
            try await run(NoteImportedContacts(part: part, fileImport: fileImport))
        } else {
            try await run(MarkArrivingContacts(part: part, at: instant))
        }
        try await run(DropArrivingLines(part: part))
        return (refusals, written)
    }

    private func apply(_ part: ArrivingPart, at instant: Instant) async throws -> WrittenOrders {
        try await run(AddArrivingContacts(part: part, at: instant))
        try await run(AddArrivingShows(part: part))
        try await run(AddArrivingPerformances(part: part))
        var written = WrittenOrders()
        let added = try await addOrders(part)
        written.new = added.new
        if added.areOthersKnown {
            written.corrected = Set(try await all(CorrectArrivingOrders(part: part, at: instant)))
            written.counts = try await all(CountArrivingLines(part: part))
        }
        if written.hasKnown { written.comparisons = try await all(CompareArrivingLines(part: part)) }
        if written.hasOvertaken {
            try await run(KeepOvertakenLines(part: part))
            try await run(ChangeArrivingLines(part: part, at: instant))
        }
        if written.hasOlder { try await run(KeepOlderLines(part: part)) }
        if written.hasNew { written.newLines = Int64(try await run(AddArrivingLines(part: part))) }
        return written
    }

    /// Adds the orders not yet known, and holds all others; answers the new ones, and whether there are others.
    private func addOrders(_ part: ArrivingPart) async throws -> (
        new: [String: Identifier<Order>], areOthersKnown: Bool
    ) {
        guard let named = try await first(HoldArrivingOrders(part: part)) else {
            throw StoreFailure.fault("a count returned no row")
        }
        guard named.known < named.orders else { return ([:], true) }
        let new = Dictionary(
            uniqueKeysWithValues: try await all(AddArrivingOrders(part: part)).map { ($0.externalID, $0.id) })
        // Someone else added an order meanwhile: now it is there to be held.
        if named.known + Int64(new.count) < named.orders { _ = try await first(HoldArrivingOrders(part: part)) }
        return (new, Int64(new.count) < named.orders)
    }

    /// Every reason once, in the order they were found.
    private static func reasons(of refusals: [RefusedArrivingLines.Refusal]) -> [RefusalReason] {
        refusals.flatMap(\.reasons).reduce(into: []) { reasons, reason in
            if !reasons.contains(reason) { reasons.append(reason) }
        }
    }
}
