import Domain
import Postgres

/// Some arriving orders that are written together: a whole request, or a part of a file.
///
/// An order is in it once and whole.
struct ArrivingPart: Sendable {
    let batch: Int64
    var part: Int64 = 0

    /// The number of a new batch: by chance, so that no two meet.
    static func newBatch() -> Int64 { Int64.random(in: 1...Int64.max) }

    var values: [Value] { [.int64(batch), .int64(part)] }
}

/// Adds the reasons to refuse a line that only the database knows, and refuses an order whole.
///
/// Rows are found again by their place: joined by their key, a part of which PostgreSQL knows nothing would be compared with
/// itself line by line.
struct CheckArrivingLines: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH found AS MATERIALIZED (
            SELECT a.ctid AS place, a.order_id, a.reasons || array_remove(ARRAY[
                CASE WHEN count(*) OVER same_line > 1 AND a.order_id IS NOT NULL AND a.line_id IS NOT NULL
                    THEN 'duplicate_line' END,
                CASE WHEN a.performance_id IS NOT NULL AND p.id IS NULL
                    AND (a.performance_at IS NULL OR a.show_id IS NULL)
                    AND NOT 'invalid_performance_date' = ANY (a.reasons) THEN 'unknown_performance' END,
                CASE WHEN a.season IS NOT NULL AND e.id IS NULL THEN 'unknown_season' END,
                CASE WHEN a.product_id IS NOT NULL AND r.id IS NULL THEN 'unknown_product' END,
                CASE WHEN a.tariff_id IS NOT NULL AND t.id IS NULL THEN 'unknown_tariff' END,
                CASE WHEN a.audience_category_id IS NOT NULL AND u.id IS NULL THEN 'unknown_audience_category' END,
                CASE WHEN a.sales_channel_id IS NOT NULL AND c.id IS NULL THEN 'unknown_sales_channel' END,
                CASE WHEN a.status_at > a.source_updated_at THEN 'invalid_status_date' END,
                CASE WHEN a.valid_from > a.valid_to THEN 'invalid_validity' END,
                CASE WHEN a.order_id IS NOT NULL AND (
                    min(a.ordered_at) OVER same_order <> max(a.ordered_at) OVER same_order
                    OR min(a.contact_id) OVER same_order <> max(a.contact_id) OVER same_order
                    OR min(COALESCE(a.payer_id, '')) OVER same_order <> max(COALESCE(a.payer_id, '')) OVER same_order
                    OR min(COALESCE(a.channel, '')) OVER same_order <> max(COALESCE(a.channel, '')) OVER same_order
                    OR min(COALESCE(a.sales_channel_id, '')) OVER same_order
                        <> max(COALESCE(a.sales_channel_id, '')) OVER same_order
                    OR min(a.source_updated_at) OVER same_order <> max(a.source_updated_at) OVER same_order)
                    THEN 'inconsistent_order' END
            ], NULL) AS reasons
            FROM arriving_lines a
            LEFT JOIN performances p ON p.external_id = a.performance_id AND p.source = a.source
            LEFT JOIN seasons e ON e.name = a.season
            LEFT JOIN products r ON r.external_id = a.product_id AND r.source = a.source
            LEFT JOIN tariffs t ON t.external_id = a.tariff_id AND t.source = a.source
            LEFT JOIN audience_categories u ON u.external_id = a.audience_category_id AND u.source = a.source
            LEFT JOIN sales_channels c ON c.external_id = a.sales_channel_id AND c.source = a.source
            WHERE a.batch_id = $1 AND a.part = $2
            WINDOW same_order AS (PARTITION BY a.order_id), same_line AS (PARTITION BY a.order_id, a.line_id)
        ), judged AS MATERIALIZED (
            SELECT place, CASE WHEN reasons = '{}' THEN ARRAY['sibling_refused'] ELSE reasons END AS reasons,
                CASE WHEN order_id IS NULL THEN reasons <> '{}'
                    ELSE bool_or(reasons <> '{}') OVER (PARTITION BY order_id) END AS is_refused
            FROM found
        ), refused AS MATERIALIZED (
            SELECT place, reasons FROM judged WHERE is_refused
        )
        UPDATE arriving_lines a SET reasons = r.reasons FROM refused r WHERE a.ctid = r.place
        """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
}

/// The refused lines of a part, each with the order it is of.
struct RefusedArrivingLines: VenueStatement {
    struct Refusal: Sendable {
        let line: Int64
        let order: String?
        let reasons: [RefusalReason]
    }

    static let sql = """
        SELECT line, order_id, reasons FROM arriving_lines
        WHERE batch_id = $1 AND part = $2 AND reasons <> '{}' ORDER BY line
        """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
    static func decode(_ row: inout Row) throws -> Refusal {
        Refusal(
            line: try row.next(), order: try row.nextIfPresent(),
            reasons: try row.next(as: [String].self).compactMap(RefusalReason.init))
    }
}

/// Drops the refused lines of a part: what is left is written.
struct DropRefusedArrivingLines: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM arriving_lines WHERE batch_id = $1 AND part = $2 AND reasons <> '{}'"
    let part: ArrivingPart

    var parameters: [Value] { part.values }
}

/// Drops the lines of a part once they are written.
struct DropArrivingLines: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM arriving_lines WHERE batch_id = $1 AND part = $2"
    let part: ArrivingPart

    var parameters: [Value] { part.values }
}
