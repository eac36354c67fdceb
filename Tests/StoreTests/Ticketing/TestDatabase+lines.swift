import Domain
import Postgres
import StoreTestSupport

extension TestDatabase {
    /// The lines in effect at an instant.
    func lines(of venue: Venue, at instant: Instant) async throws -> [KnownLine] {
        try await knownLines(
            of: venue,
            from: "line_states s",
            where: "s.since <= '\(instant.rfc3339)' AND (s.until IS NULL OR s.until > '\(instant.rfc3339)')")
    }

    /// The lines as `order_lines` has them.
    func currentLines(of venue: Venue) async throws -> [KnownLine] {
        try await knownLines(of: venue, from: "(SELECT id AS line_id, * FROM order_lines) s", where: "true")
    }

    /// What the ledger adds up to until an instant.
    func ledgerSums(of venue: Venue, until instant: Instant) async throws -> LineSums {
        let sums = ["sold_quantity", "sold_amount", "reserved_quantity", "reserved_amount"]
            .map { "COALESCE(sum(\($0)), 0)::bigint" }.joined(separator: ", ")
        return try await rows(
            of: "SELECT \(sums) FROM ledger_entries WHERE occurred_at <= '\(instant.rfc3339)'", in: venue
        ) {
            LineSums(
                soldQuantity: try $0.next(), soldAmount: try $0.next(), reservedQuantity: try $0.next(),
                reservedAmount: try $0.next())
        }[0]
    }

    private func knownLines(of venue: Venue, from: String, where condition: String) async throws -> [KnownLine] {
        let question = """
            SELECT o.external_id, l.external_id, s.status, s.quantity, s.amount, h.external_id
            FROM \(from)
            JOIN order_lines l ON l.id = s.line_id JOIN orders o ON o.id = s.order_id
            LEFT JOIN contacts h ON h.id = s.holder_id
            WHERE \(condition)
            """
        return try await rows(of: question, in: venue) {
            KnownLine(
                order: try $0.next(), line: try $0.next(), status: try $0.next(), quantity: try $0.next(),
                amount: try $0.next(), holder: try $0.nextIfPresent())
        }.sorted()
    }
}
