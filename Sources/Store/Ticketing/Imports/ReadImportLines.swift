import Domain
import Postgres

/// Reads the rows of an import as lines and writes down every reason to refuse each.
///
/// Window functions look at a line's order as a whole: an id given twice, lines that disagree, a refused sibling.
struct ReadImportLines: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH read_rows AS MATERIALIZED (
            SELECT r.line, r.order_id, r.line_id, r.contact_id,
                r.contact_email, r.contact_first_name, r.contact_last_name,
                lower(r.contact_kind) AS contact_kind, r.payer_id, r.holder_id,
                sicstine.moment_or_null(r.ordered_at, $2) AS ordered_at,
                COALESCE(upper(r.channel), 'OTHERS') AS channel,
                COALESCE(lower(r.status), 'sold') AS status,
                COALESCE(lower(r.family), s.family, 'event') AS family,
                COALESCE(r.show_id, r.show_name) AS show_id,
                COALESCE(r.show_name, r.show_id) AS show_name,
                r.genre, r.performance_id, r.performance_at AS performance_text,
                sicstine.moment_or_null(r.performance_at, $2) AS performance_at,
                p.id AS known_performance, r.season AS season_name, e.id AS season_id, r.product,
                CASE WHEN r.quantity IS NULL THEN 1
                    WHEN r.quantity ~ '^[0-9]{1,5}$' THEN r.quantity::bigint END AS quantity,
                sicstine.cents_or_null(r.amount) AS amount,
                upper(r.currency) AS currency,
                greatest(length(r.order_id), length(r.line_id), length(r.contact_id), length(r.contact_email),
                    length(r.contact_first_name), length(r.contact_last_name), length(r.payer_id), length(r.holder_id),
                    length(r.show_id), length(r.show_name), length(r.genre), length(r.performance_id),
                    length(r.product)) AS longest
            FROM import_rows r
            LEFT JOIN performances p ON p.external_id = r.performance_id
            LEFT JOIN shows s ON s.id = p.show_id
            LEFT JOIN seasons e ON e.name = r.season
            WHERE r.import_id = $1
        ), checked AS MATERIALIZED (
            SELECT *, array_remove(ARRAY[
                CASE WHEN order_id IS NULL THEN 'missing_order' END,
                CASE WHEN line_id IS NULL THEN 'missing_line' END,
                CASE WHEN count(*) OVER same_line > 1 AND order_id IS NOT NULL AND line_id IS NOT NULL
                    THEN 'duplicate_line' END,
                CASE WHEN contact_id IS NULL THEN 'missing_contact' END,
                CASE WHEN ordered_at IS NULL THEN 'invalid_date' END,
                CASE WHEN performance_text IS NOT NULL AND performance_at IS NULL THEN 'invalid_performance_date' END,
                CASE WHEN performance_id IS NOT NULL AND known_performance IS NULL
                    AND (performance_text IS NULL OR show_id IS NULL) THEN 'unknown_performance' END,
                CASE WHEN amount IS NULL THEN 'invalid_amount' END,
                CASE WHEN quantity IS NULL OR quantity NOT BETWEEN 1 AND 10000 THEN 'invalid_quantity' END,
                CASE WHEN currency IS DISTINCT FROM $3 THEN 'foreign_currency' END,
                CASE WHEN channel <> ALL ($4) THEN 'unknown_channel' END,
                CASE WHEN status <> ALL ($5) THEN 'unknown_status' END,
                CASE WHEN family <> ALL ($6) THEN 'unknown_family' END,
                CASE WHEN contact_kind <> ALL ($7) THEN 'unknown_kind' END,
                CASE WHEN season_name IS NOT NULL AND season_id IS NULL THEN 'unknown_season' END,
                CASE WHEN longest > 200 THEN 'too_long' END,
                CASE WHEN order_id IS NOT NULL AND (min(ordered_at) OVER same_order <> max(ordered_at) OVER same_order
                    OR min(contact_id) OVER same_order <> max(contact_id) OVER same_order
                    OR min(COALESCE(payer_id, '')) OVER same_order <> max(COALESCE(payer_id, '')) OVER same_order
                    OR min(channel) OVER same_order <> max(channel) OVER same_order) THEN 'inconsistent_order' END
            ], NULL) AS reasons
            FROM read_rows
            WINDOW same_order AS (PARTITION BY order_id), same_line AS (PARTITION BY order_id, line_id)
        )
        INSERT INTO import_lines (
            import_id, line, reasons, order_id, line_id, ordered_at, contact_id, contact_email, contact_first_name,
            contact_last_name, contact_kind, payer_id, holder_id, channel, status, family, show_id, show_name, genre,
            performance_id, performance_at, season_id, product, quantity, amount)
        SELECT $1, line,
            CASE WHEN reasons = '{}' AND order_id IS NOT NULL AND bool_or(reasons <> '{}') OVER (PARTITION BY order_id)
                THEN ARRAY['sibling_refused'] ELSE reasons END,
            order_id, line_id, ordered_at, contact_id, contact_email, contact_first_name,
            contact_last_name, contact_kind, payer_id, holder_id, channel, status, family, show_id, show_name, genre,
            performance_id, performance_at, season_id, product, quantity, amount
        FROM checked
        """
    let id: Identifier<OrderImport>
    let venue: Venue

    var parameters: [Value] {
        [
            id.value, .text(venue.timeZone), .text(venue.currency), .texts(ChannelType.allCases.map(\.rawValue)),
            .texts(LineStatus.allCases.map(\.rawValue)), .texts(ProductFamily.allCases.map(\.rawValue)),
            .texts(Contact.Kind.allCases.map(\.rawValue)),
        ]
    }
}

/// Keeps the refused lines of an import for its report.
struct KeepRefusals: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH refused AS MATERIALIZED (
            SELECT import_id, line, reasons FROM import_lines WHERE import_id = $1 AND reasons <> '{}'
        )
        INSERT INTO import_refusals (import_id, line, reasons) SELECT import_id, line, reasons FROM refused
        """
    let id: Identifier<OrderImport>

    var parameters: [Value] { [id.value] }
}

/// Drops the refused lines: what is left is imported.
struct DropRefusedLines: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM import_lines WHERE import_id = $1 AND reasons <> '{}'"
    let id: Identifier<OrderImport>

    var parameters: [Value] { [id.value] }
}

/// Drops the rows of an import once they are imported or given up.
struct DropImportRows: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM import_rows WHERE import_id = $1"
    let id: Identifier<OrderImport>

    var parameters: [Value] { [id.value] }
}

/// Drops the lines of an import once they are imported; the number dropped is the number accepted.
struct DropImportLines: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM import_lines WHERE import_id = $1"
    let id: Identifier<OrderImport>

    var parameters: [Value] { [id.value] }
}
