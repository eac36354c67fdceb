import Domain
import Postgres

/// The lines of a part beside the ids of what they name.
private let placedLines = """
    WITH placed AS MATERIALIZED (
        SELECT o.id AS order_id, o.external_id AS order_ref, a.line_id, a.source_updated_at, a.is_dated,
            a.status, a.status_at, COALESCE(a.family, r.family, s.family, 'event') AS family, p.id AS performance_id,
            e.id AS season_id, COALESCE(a.product, r.name, a.show_name) AS product, r.id AS product_id, t.id AS tariff_id,
            u.id AS audience_category_id, a.valid_from, a.valid_to, a.replaces, a.subscription_order, a.subscription_line,
            a.quantity, a.amount, h.id AS holder_id
        FROM arriving_lines a
        JOIN orders o ON o.external_id = a.order_id AND o.source = a.source
        LEFT JOIN performances p ON p.external_id = a.performance_id AND p.source = a.source
        LEFT JOIN shows s ON s.id = p.show_id
        LEFT JOIN seasons e ON e.name = a.season
        LEFT JOIN products r ON r.external_id = a.product_id AND r.source = a.source
        LEFT JOIN tariffs t ON t.external_id = a.tariff_id AND t.source = a.source
        LEFT JOIN audience_categories u ON u.external_id = a.audience_category_id AND u.source = a.source
        LEFT JOIN contacts h ON h.external_id = a.holder_id AND h.source = a.source
        WHERE a.batch_id = $1 AND a.part = $2
    )
    """

/// Those of them that are known, each beside what is known.
///
/// `word` is what it says to that: `newer`; `confirming`, newer without a difference; `older`; or the `same`.
private let comparedLines =
    placedLines + """
        , compared AS MATERIALIZED (
            SELECT p.*, l.id, l.holder_id AS former_holder_id,
                CASE WHEN p.source_updated_at < l.source_updated_at THEN 'older'
                    WHEN (\(LineWord.columns(of: "p"))) IS DISTINCT FROM (\(LineWord.columns(of: "l"))) THEN 'newer'
                    WHEN p.is_dated AND p.source_updated_at > l.source_updated_at THEN 'confirming'
                    ELSE 'same' END AS word
            FROM placed p JOIN order_lines l ON l.order_id = p.order_id AND l.external_id = p.line_id
        )
        """

/// The orders of a part once they are held, each with the number of its lines and of those that are known.
struct CountArrivingLines: VenueStatement {
    struct Count: Sendable {
        let order: Identifier<Order>
        let externalID: String
        let lines: Int64
        let knownLines: Int64
    }

    static let sql = """
        SELECT o.id, o.external_id, count(*), count(l.id)
        FROM arriving_lines a
        JOIN orders o ON o.external_id = a.order_id AND o.source = a.source
        LEFT JOIN order_lines l ON l.order_id = o.id AND l.external_id = a.line_id
        WHERE a.batch_id = $1 AND a.part = $2
        GROUP BY o.id, o.external_id
        """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
    static func decode(_ row: inout Row) throws -> Count {
        Count(order: try row.next(), externalID: try row.next(), lines: try row.next(), knownLines: try row.next())
    }
}

/// What the words of a part about known lines say to what is known, counted by order; orders to which they say nothing are left
/// out.
struct CompareArrivingLines: VenueStatement {
    struct Comparison: Sendable {
        let order: String
        let newerLines: Int64
        let confirmingLines: Int64
        let olderLines: Int64
    }

    static let sql =
        comparedLines + """

            SELECT order_ref, count(*) FILTER (WHERE word = 'newer'), count(*) FILTER (WHERE word = 'confirming'),
                count(*) FILTER (WHERE word = 'older')
            FROM compared WHERE word <> 'same' GROUP BY order_ref
            """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
    static func decode(_ row: inout Row) throws -> Comparison {
        Comparison(
            order: try row.next(), newerLines: try row.next(), confirmingLines: try row.next(),
            olderLines: try row.next())
    }
}

/// Keeps what is known of the lines that newer words of a part overtake.
struct KeepOvertakenLines: VenueStatement {
    typealias Output = Void
    static let sql =
        comparedLines + """
            , overtaken AS MATERIALIZED (
                SELECT l.id, l.source_updated_at, \(LineWord.columns(of: "l"))
                FROM compared c JOIN order_lines l ON l.id = c.id
                WHERE c.word IN ('newer', 'confirming') AND c.source_updated_at > l.source_updated_at
            )
            INSERT INTO order_line_versions (line_id, source_updated_at, \(LineWord.columns))
            SELECT id, source_updated_at, \(LineWord.columns) FROM overtaken ORDER BY id
            ON CONFLICT ON CONSTRAINT order_line_versions_pkey DO NOTHING
            """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
}

/// Keeps the words of a part that are older than what is known; one told again replaces itself.
struct KeepOlderLines: VenueStatement {
    typealias Output = Void
    static let sql =
        comparedLines + """
            , older AS MATERIALIZED (
                SELECT * FROM compared WHERE word = 'older'
            ), begun AS (
                UPDATE order_lines l SET first_updated_at = o.source_updated_at FROM older o
                WHERE l.id = o.id AND o.source_updated_at < l.first_updated_at
            )
            INSERT INTO order_line_versions (line_id, source_updated_at, \(LineWord.columns))
            SELECT id, source_updated_at, \(LineWord.columns) FROM older ORDER BY id
            ON CONFLICT ON CONSTRAINT order_line_versions_pkey DO UPDATE SET
                \(LineWord.assignments(from: "excluded"))
            """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
}

/// Brings the known lines of a part up to newer words, and marks the holders they had.
struct ChangeArrivingLines: VenueStatement {
    typealias Output = Void
    static let sql =
        comparedLines + """
            , former AS MATERIALIZED (
                SELECT DISTINCT former_holder_id FROM compared
                WHERE word = 'newer' AND former_holder_id IS DISTINCT FROM holder_id AND former_holder_id IS NOT NULL
            ), marked AS (
                INSERT INTO indicator_marks (contact_id, marked_at) SELECT former_holder_id, $3::timestamptz FROM former
            )
            UPDATE order_lines l SET source_updated_at = c.source_updated_at,
                \(LineWord.assignments(from: "c"))
            FROM compared c WHERE l.id = c.id AND c.word IN ('newer', 'confirming')
            """
    let part: ArrivingPart
    let at: Instant

    var parameters: [Value] { part.values + [at.value] }
}

/// Adds the lines of a part that are not yet known.
struct AddArrivingLines: VenueStatement {
    typealias Output = Void
    static let sql =
        placedLines + """
            , news AS MATERIALIZED (
                SELECT p.* FROM placed p
                LEFT JOIN order_lines l ON l.order_id = p.order_id AND l.external_id = p.line_id
                WHERE l.id IS NULL
            )
            INSERT INTO order_lines (order_id, external_id, source_updated_at, first_updated_at, \(LineWord.columns))
            SELECT order_id, line_id, source_updated_at, source_updated_at, \(LineWord.columns) FROM news
            ORDER BY order_id, line_id
            """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
}
