import Domain
import Postgres

// What merges write over a survivor's row, and how that is taken back. The values are JSON, which keeps texts, dates and lists as
// they are. `updated_at` is one of the members, so that a row is again what it was to the last byte.

/// Writes down what a merge takes from the absorbed contact, beside what the survivor had.
struct TakeFields: VenueStatement {
    typealias Output = Void
    // What is filled in is what the survivor lacks, an address only where it has none at all. Lists lack nothing: readers put
    // those of all records together.
    static let sql = """
        WITH pair AS MATERIALIZED (
            SELECT to_jsonb(s) AS survivor, to_jsonb(a) AS absorbed FROM contacts s, contacts a WHERE s.id = $2 AND a.id = $3
        ), compared AS MATERIALIZED (
            SELECT f.field, p.survivor -> f.field AS former, p.absorbed -> f.field AS taken,
                p.survivor -> f.field = 'null' AND (f.field <> ALL ($6::text[]) OR NOT EXISTS (
                    SELECT FROM unnest($6::text[]) AS a (field) WHERE p.survivor -> a.field <> 'null')) AS is_lacking
            FROM pair p CROSS JOIN unnest($4::text[]) AS f (field)
        ), chosen AS MATERIALIZED (
            SELECT field, former, taken FROM compared
            WHERE former <> taken AND taken NOT IN ('null', '[]') AND ($5 OR is_lacking)
        ), rows AS MATERIALIZED (
            SELECT field, former, taken FROM chosen
            UNION ALL
            SELECT 'updated_at', p.survivor -> 'updated_at', to_jsonb($7::timestamptz) FROM pair p
            WHERE EXISTS (SELECT FROM chosen) AND p.survivor -> 'updated_at' <> to_jsonb($7::timestamptz)
        ), placed AS MATERIALIZED (
            SELECT r.field, r.former, r.taken, 1 + COALESCE(max(f.place), 0) AS place
            FROM rows r LEFT JOIN contact_merge_fields f ON f.contact_id = $2 AND f.field = r.field
            GROUP BY r.field, r.former, r.taken
        )
        INSERT INTO contact_merge_fields (merge_id, field, contact_id, place, former, taken)
        SELECT $1, field, $2, place, former, taken FROM placed ORDER BY field COLLATE "C"
        """
    let merge: Identifier<ContactMerge>
    let survivor: Identifier<Contact>
    let absorbed: Identifier<Contact>
    /// Nil: what the survivor lacks.
    let fields: [ContactField]?
    let at: Instant

    var parameters: [Value] {
        [
            merge.value, survivor.value, absorbed.value,
            .texts((fields ?? ContactField.allCases).map(\.rawValue)), .bool(fields != nil),
            .texts(ContactField.ofAddress.map(\.rawValue)), at.value,
        ]
    }
}

/// Writes over the survivor what its merge takes.
struct WriteTakenFields: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH laid AS MATERIALIZED (
            SELECT c.id, jsonb_populate_record(c, f.members) AS news
            FROM contacts c CROSS JOIN (
                SELECT jsonb_object_agg(field, taken) AS members FROM contact_merge_fields WHERE merge_id = $1
            ) f
            WHERE c.id = $2 AND f.members IS NOT NULL
        )
        UPDATE contacts c SET updated_at = (n.news).updated_at, \(ContactPatch.assignments(from: "(n.news)"))
        FROM laid n WHERE c.id = n.id
        """
    let merge: Identifier<ContactMerge>
    let survivor: Identifier<Contact>

    var parameters: [Value] { [merge.value, survivor.value] }
}

/// What a merge wrote, `f`, beside what the next one of those not undone wrote over it, `n`.
private let overwritten = """
    contact_merge_fields f LEFT JOIN LATERAL (
        SELECT l.merge_id, l.field, l.former FROM contact_merge_fields l JOIN contact_merges m ON m.id = l.merge_id
        WHERE l.contact_id = f.contact_id AND l.field = f.field AND l.place > f.place AND m.undone_at IS NULL
        ORDER BY l.place LIMIT 1
    ) n ON true
    """

/// Gives the survivor back what it had, member by member: where nobody has written something else since, neither a merge nor a
/// source nor a person.
struct RestoreFields: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH restored AS MATERIALIZED (
            SELECT f.field, f.former
            FROM \(overwritten) JOIN contacts c ON c.id = $2
            WHERE f.merge_id = $1 AND n.merge_id IS NULL AND to_jsonb(c) -> f.field = f.taken
        ), dated AS MATERIALIZED (
            SELECT field, former FROM restored
            UNION ALL
            -- Somebody has written to the row since: it is not what it was, and changes now.
            SELECT 'updated_at', to_jsonb($3::timestamptz)
            WHERE EXISTS (SELECT FROM restored) AND NOT EXISTS (SELECT FROM restored WHERE field = 'updated_at')
                AND NOT EXISTS (
                    SELECT FROM \(overwritten)
                    WHERE f.merge_id = $1 AND f.field = 'updated_at' AND n.merge_id IS NOT NULL)
        ), laid AS MATERIALIZED (
            SELECT c.id, jsonb_populate_record(c, d.members) AS news
            FROM contacts c CROSS JOIN (SELECT jsonb_object_agg(field, former) AS members FROM dated) d
            WHERE c.id = $2 AND d.members IS NOT NULL
        )
        UPDATE contacts c SET updated_at = (n.news).updated_at, \(ContactPatch.assignments(from: "(n.news)"))
        FROM laid n WHERE c.id = n.id
        """
    let merge: Identifier<ContactMerge>
    let survivor: Identifier<Contact>
    let at: Instant

    var parameters: [Value] { [merge.value, survivor.value, at.value] }
}

/// What a later merge wrote over what this one had written, it wrote over what this one had found.
struct PassOnFormerFields: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH passed AS MATERIALIZED (
            SELECT n.merge_id, n.field, f.former FROM \(overwritten)
            WHERE f.merge_id = $1 AND n.former = f.taken
        )
        UPDATE contact_merge_fields l SET former = p.former FROM passed p
        WHERE l.merge_id = p.merge_id AND l.field = p.field
        """
    let merge: Identifier<ContactMerge>

    var parameters: [Value] { [merge.value] }
}
