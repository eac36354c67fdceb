package import Domain
package import Postgres

/// What a source tells of one thing of the catalogue, as the rows of its table keep it.
package protocol CatalogueTelling: Sendable {
    var externalID: String { get }
    var sourceUpdatedAt: Instant? { get }
    /// The statement of its table, see `CatalogueTable.upsert`.
    static var upsert: String { get }
    /// Its members as texts, in the order of its table's.
    var texts: [MemberText] { get }
    /// Whether orders copy anything of it, or indicators are made of it: then no order is written meanwhile.
    static var isCounted: Bool { get }
    /// Writes what follows from a change of what indicators are made of, and marks the contacts it touches.
    static func follow(_ changed: [Int64], at instant: Instant, in transaction: VenueTransaction) async throws
}

extension CatalogueTelling {
    package static var isCounted: Bool { false }
    package static func follow(_: [Int64], at _: Instant, in _: VenueTransaction) async throws {}
}

/// A member of a telling on its way into the database.
package struct MemberText: Sendable {
    let text: String?
    /// The column's name where it may be left out and is not.
    let said: String?

    static func always(_ text: String) -> MemberText { MemberText(text: text, said: nil) }

    static func told<Value>(_ told: Told<Value>, as column: String, _ text: (Value) -> String) -> MemberText {
        MemberText(text: told.said.map(text), said: told.isSaid ? column : nil)
    }
}

/// Writes what a source tells of some things, none of them twice.
package struct Tell<Telling: CatalogueTelling>: VenueStatement {
    /// What became of one.
    package struct Outcome: Sendable {
        /// Counted from 1.
        let place: Int64
        /// Nil when it must be told again: someone else added it at the same moment.
        let result: UpsertResult?
        /// Our id, if what indicators are made of has changed.
        let counted: Int64?
    }

    package static var sql: String { Telling.upsert }
    let tellings: [Telling]
    let source: Source
    let at: Instant

    package var parameters: [Value] {
        let rows = tellings.map(\.texts)
        let said = rows.map { row in row.compactMap(\.said).joined(separator: " ") }
        let columns = (rows.first ?? []).indices.map { column in Value.optionalTexts(rows.map { $0[column].text }) }
        return [
            source.value, .texts(tellings.map(\.externalID)),
            .texts(tellings.map { ($0.sourceUpdatedAt ?? at).rfc3339 }), .texts(said),
        ] + columns
    }

    package static func decode(_ row: inout Row) throws -> Outcome {
        let place: Int64 = try row.next()
        let externalID: String = try row.next()
        let id: Int64? = try row.nextIfPresent()
        let outcome: UpsertOutcome? = try row.nextIfPresent()
        let reasons = try row.next(as: [String].self).compactMap(RefusalReason.init)
        let isCounted: Bool = try row.next()
        let result = outcome.map { UpsertResult(externalID: externalID, outcome: $0, id: id, reasons: reasons) }
        return Outcome(place: place, result: result, counted: isCounted ? id : nil)
    }
}

extension VenueTransaction {
    /// Writes what a source tells of the catalogue, one statement for all; the results are in the tellings' own order.
    ///
    /// The newer word wins whatever the order of arrival, and of two as new the later one. Contacts whose lines count otherwise
    /// now are marked.
    package func write<Telling: CatalogueTelling>(
        _ tellings: [Telling], from source: Source, at instant: Instant
    ) async throws -> [UpsertResult] {
        guard !tellings.isEmpty else { return [] }
        if Telling.isCounted { try await run(ChangeCatalogue()) }
        var results = [UpsertResult?](repeating: nil, count: tellings.count)
        var counted: Set<Int64> = []
        for round in rounds(of: tellings.map(\.externalID)) {
            var rest = round
            while !rest.isEmpty {
                let told = Tell(tellings: rest.map { tellings[$0] }, source: source, at: instant)
                for outcome in try await all(told) {
                    results[rest[Int(outcome.place) - 1]] = outcome.result
                    if let id = outcome.counted { counted.insert(id) }
                }
                rest.removeAll { results[$0] != nil }
            }
        }
        if !counted.isEmpty { try await Telling.follow(counted.sorted(), at: instant, in: self) }
        return results.compactMap(\.self)
    }
}
