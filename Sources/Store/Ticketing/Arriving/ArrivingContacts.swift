import Domain
import Postgres

/// Adds the contacts that arriving lines name, and fills in what is not yet known of those there are.
///
/// A contact that only an order names has no word of its own source yet: whatever that tells is newer.
struct AddArrivingContacts: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH named AS MATERIALIZED (
            SELECT source, contact_id AS external_id, max(contact_email) AS email, max(contact_first_name) AS first_name,
                max(contact_last_name) AS last_name,
                CASE WHEN bool_or(contact_kind = 'structure') THEN 'structure' ELSE 'individual' END AS kind
            FROM arriving_lines WHERE batch_id = $1 AND part = $2 GROUP BY source, contact_id
            UNION ALL
            SELECT source, payer_id, NULL, NULL, NULL, 'individual' FROM arriving_lines
            WHERE batch_id = $1 AND part = $2 AND payer_id IS NOT NULL
            UNION ALL
            SELECT source, holder_id, NULL, NULL, NULL, 'individual' FROM arriving_lines
            WHERE batch_id = $1 AND part = $2 AND holder_id IS NOT NULL
        ), people AS MATERIALIZED (
            SELECT source, external_id, max(email) AS email, max(first_name) AS first_name, max(last_name) AS last_name,
                max(kind) AS kind
            FROM named GROUP BY source, external_id
        ), news AS MATERIALIZED (
            SELECT p.* FROM people p LEFT JOIN contacts c ON c.external_id = p.external_id AND c.source = p.source
            WHERE c.id IS NULL OR (c.first_name IS NULL AND p.first_name IS NOT NULL)
                OR (c.last_name IS NULL AND p.last_name IS NOT NULL) OR (c.email IS NULL AND p.email IS NOT NULL)
        )
        INSERT INTO contacts AS c (source, external_id, kind, first_name, last_name, email, created_at, updated_at)
        SELECT source, external_id, kind, first_name, last_name, email, $3, $3 FROM news ORDER BY external_id, source
        ON CONFLICT ON CONSTRAINT contacts_external_id_key DO UPDATE SET
            first_name = COALESCE(c.first_name, excluded.first_name),
            last_name = COALESCE(c.last_name, excluded.last_name),
            email = COALESCE(c.email, excluded.email),
            updated_at = excluded.updated_at
        WHERE (c.first_name IS NULL AND excluded.first_name IS NOT NULL)
            OR (c.last_name IS NULL AND excluded.last_name IS NOT NULL)
            OR (c.email IS NULL AND excluded.email IS NOT NULL)
        """
    let part: ArrivingPart
    let at: Instant

    var parameters: [Value] { part.values + [at.value] }
}

/// The buyers, payers and holders of the orders of a part, as these are once written: also those it does not name.
private let touchedContacts = """
    WITH written AS MATERIALIZED (
        SELECT o.id, o.buyer_id, o.payer_id
        FROM (SELECT DISTINCT source, order_id FROM arriving_lines WHERE batch_id = $1 AND part = $2) n
        JOIN orders o ON o.external_id = n.order_id AND o.source = n.source
    ), touched AS MATERIALIZED (
        SELECT buyer_id AS contact_id FROM written
        UNION
        SELECT payer_id FROM written WHERE payer_id IS NOT NULL
        UNION
        SELECT l.holder_id FROM written w JOIN order_lines l ON l.order_id = w.id WHERE l.holder_id IS NOT NULL
    )
    """

/// Marks the contacts of the orders of a part.
struct MarkArrivingContacts: VenueStatement {
    typealias Output = Void
    static let sql =
        touchedContacts + """

            INSERT INTO indicator_marks (contact_id, marked_at) SELECT contact_id, $3 FROM touched
            """
    let part: ArrivingPart
    let at: Instant

    var parameters: [Value] { part.values + [at.value] }
}

/// Notes the contacts of the orders of a part, to be marked when its import has ended: each is then computed once, and not beside
/// every part.
struct NoteImportedContacts: VenueStatement {
    typealias Output = Void
    static let sql =
        touchedContacts + """

            INSERT INTO import_marks (import_id, batch_id, contact_id) SELECT $3, $1, contact_id FROM touched
            """
    let part: ArrivingPart
    let fileImport: Identifier<FileImport>

    var parameters: [Value] { part.values + [fileImport.value] }
}
