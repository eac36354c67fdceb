import Domain
import Postgres

// One statement a table, each for all accepted lines of an import, in the order of the foreign keys. Keys are sorted before
// rows are written, so that two imports at once never wait for each other in a ring.

/// Adds the contacts that the lines name, and fills in what is not yet known of those there are.
struct ImportContacts: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH named AS MATERIALIZED (
            SELECT contact_id AS external_id, max(contact_email) AS email, max(contact_first_name) AS first_name,
                max(contact_last_name) AS last_name,
                CASE WHEN bool_or(contact_kind = 'structure') THEN 'structure' ELSE 'individual' END AS kind
            FROM import_lines WHERE import_id = $1 GROUP BY contact_id
            UNION ALL
            SELECT external_id, NULL, NULL, NULL, 'individual' FROM (
                SELECT payer_id AS external_id FROM import_lines WHERE import_id = $1 AND payer_id IS NOT NULL
                UNION
                SELECT holder_id FROM import_lines WHERE import_id = $1 AND holder_id IS NOT NULL
            ) others
        ), people AS MATERIALIZED (
            SELECT external_id, max(email) AS email, max(first_name) AS first_name, max(last_name) AS last_name,
                max(kind) AS kind
            FROM named GROUP BY external_id
        )
        INSERT INTO contacts AS c (external_id, kind, first_name, last_name, email, created_at, updated_at)
        SELECT external_id, kind, first_name, last_name, email, $2, $2 FROM people ORDER BY external_id
        ON CONFLICT ON CONSTRAINT contacts_external_id_key DO UPDATE SET
            first_name = COALESCE(c.first_name, excluded.first_name),
            last_name = COALESCE(c.last_name, excluded.last_name),
            email = COALESCE(c.email, excluded.email),
            updated_at = excluded.updated_at
        WHERE (c.first_name IS NULL AND excluded.first_name IS NOT NULL)
            OR (c.last_name IS NULL AND excluded.last_name IS NOT NULL)
            OR (c.email IS NULL AND excluded.email IS NOT NULL)
        """
    let id: Identifier<OrderImport>
    let at: Instant

    var parameters: [Value] { [id.value, at.value] }
}

/// Adds the shows that the lines name.
struct ImportShows: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH named AS MATERIALIZED (
            SELECT show_id, max(show_name) AS name, min(family) AS family, max(genre) AS genre
            FROM import_lines WHERE import_id = $1 AND show_id IS NOT NULL GROUP BY show_id
        )
        INSERT INTO shows (external_id, name, family, genre)
        SELECT show_id, name, family, genre FROM named ORDER BY show_id
        ON CONFLICT ON CONSTRAINT shows_external_id_key DO NOTHING
        """
    let id: Identifier<OrderImport>

    var parameters: [Value] { [id.value] }
}

/// Adds the performances that the lines name; a known one keeps its date.
struct ImportPerformances: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH named AS MATERIALIZED (
            SELECT performance_id, max(show_id) AS show_id, max(performance_at) AS starts_at
            FROM import_lines
            WHERE import_id = $1 AND performance_id IS NOT NULL AND performance_at IS NOT NULL AND show_id IS NOT NULL
            GROUP BY performance_id
        ), placed AS MATERIALIZED (
            SELECT s.id AS show_id, n.performance_id, n.starts_at FROM named n JOIN shows s ON s.external_id = n.show_id
        )
        INSERT INTO performances (show_id, external_id, starts_at)
        SELECT show_id, performance_id, starts_at FROM placed ORDER BY performance_id
        ON CONFLICT ON CONSTRAINT performances_external_id_key DO NOTHING
        """
    let id: Identifier<OrderImport>

    var parameters: [Value] { [id.value] }
}

/// Adds the orders not yet known.
struct ImportOrders: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH heads AS MATERIALIZED (
            SELECT DISTINCT ON (order_id) order_id, ordered_at, contact_id, payer_id, channel
            FROM import_lines WHERE import_id = $1 ORDER BY order_id
        ), placed AS MATERIALIZED (
            SELECT h.order_id, h.ordered_at, b.id AS buyer_id, p.id AS payer_id, h.channel
            FROM heads h
            JOIN contacts b ON b.external_id = h.contact_id
            LEFT JOIN contacts p ON p.external_id = h.payer_id
        )
        INSERT INTO orders (external_id, ordered_at, buyer_id, payer_id, channel)
        SELECT order_id, ordered_at, buyer_id, payer_id, channel FROM placed ORDER BY order_id
        ON CONFLICT ON CONSTRAINT orders_external_id_key DO NOTHING
        """
    let id: Identifier<OrderImport>

    var parameters: [Value] { [id.value] }
}

/// The lines of an import beside the ids of what they name.
private let placedLines = """
    WITH placed AS MATERIALIZED (
        SELECT o.id AS order_id, l.line_id, l.status, l.family, p.id AS performance_id, l.season_id,
            COALESCE(l.product, l.show_name) AS product, l.quantity, l.amount, h.id AS holder_id
        FROM import_lines l
        JOIN orders o ON o.external_id = l.order_id
        LEFT JOIN performances p ON p.external_id = l.performance_id
        LEFT JOIN contacts h ON h.external_id = l.holder_id
        WHERE l.import_id = $1
    )
    """

/// Brings the lines already known up to what the file says, and marks the holders they had.
///
/// Runs before the new ones are added.
struct ImportChangedLines: VenueStatement {
    typealias Output = Void
    static let sql =
        placedLines + """
            , changing AS MATERIALIZED (
                SELECT t.id, t.holder_id AS former_holder_id, p.*
                FROM placed p JOIN order_lines t ON t.order_id = p.order_id AND t.external_id = p.line_id
                WHERE (t.status, t.family, t.performance_id, t.season_id, t.product, t.quantity, t.amount, t.holder_id)
                    IS DISTINCT FROM
                    (p.status, p.family, p.performance_id, p.season_id, p.product, p.quantity, p.amount, p.holder_id)
                ORDER BY t.id FOR NO KEY UPDATE OF t
            ), marked AS (
                INSERT INTO indicator_marks (contact_id, marked_at)
                SELECT DISTINCT former_holder_id, $2::timestamptz FROM changing
                WHERE former_holder_id IS DISTINCT FROM holder_id AND former_holder_id IS NOT NULL
            )
            UPDATE order_lines t SET status = c.status, family = c.family, performance_id = c.performance_id,
                season_id = c.season_id, product = c.product, quantity = c.quantity, amount = c.amount,
                holder_id = c.holder_id
            FROM changing c WHERE t.id = c.id
            """
    let id: Identifier<OrderImport>
    let at: Instant

    var parameters: [Value] { [id.value, at.value] }
}

/// Adds the lines not yet known.
struct ImportNewLines: VenueStatement {
    typealias Output = Void
    static let sql =
        placedLines + """

            INSERT INTO order_lines (
                order_id, external_id, status, family, performance_id, season_id, product, quantity, amount, holder_id)
            SELECT order_id, line_id, status, family, performance_id, season_id, product, quantity, amount, holder_id
            FROM placed ORDER BY order_id, line_id
            ON CONFLICT ON CONSTRAINT order_lines_external_id_key DO NOTHING
            """
    let id: Identifier<OrderImport>

    var parameters: [Value] { [id.value] }
}

/// Marks the contacts of the imported lines.
///
/// The buyer of an order known before stays its buyer.
struct MarkImportedContacts: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH touched AS MATERIALIZED (
            SELECT o.buyer_id AS contact_id FROM import_lines l JOIN orders o ON o.external_id = l.order_id
            WHERE l.import_id = $1
            UNION
            SELECT o.payer_id FROM import_lines l JOIN orders o ON o.external_id = l.order_id
            WHERE l.import_id = $1 AND o.payer_id IS NOT NULL
            UNION
            SELECT h.id FROM import_lines l JOIN contacts h ON h.external_id = l.holder_id WHERE l.import_id = $1
        )
        INSERT INTO indicator_marks (contact_id, marked_at) SELECT contact_id, $2 FROM touched
        """
    let id: Identifier<OrderImport>
    let at: Instant

    var parameters: [Value] { [id.value, at.value] }
}
