package import Domain
import Postgres

extension VenueTransaction {
    /// Writes what a source tells of contacts; the results are in the tellings' own order.
    ///
    /// The newer word wins whatever the order of arrival, and of two as new the later one. A word that fills in is neither newer
    /// nor older than another. Contacts that change are marked.
    package func write(
        _ tellings: [ContactTelling], from source: Source, at instant: Instant
    ) async throws -> [UpsertResult] {
        var results = [UpsertResult?](repeating: nil, count: tellings.count)
        for places in rounds(of: tellings.map(\.externalID)) {
            let told = places.map { tellings[$0] }
            let added = Set(
                try await all(
                    AddUnknownContacts(externalIDs: told.map(\.externalID), source: source, at: instant)))
            for outcome in try await all(TellContacts(tellings: told, source: source, at: instant)) {
                let place = places[Int(outcome.place) - 1]
                results[place] = UpsertResult(
                    externalID: tellings[place].externalID,
                    outcome: added.contains(outcome.id) ? .created : outcome.outcome, id: outcome.id.rawValue)
            }
        }
        return results.compactMap(\.self)
    }
}

/// Adds a bare record for each external id that its source has not told of, and answers their ids; those there are it holds.
///
/// In one pass, in the order in which every writer of several contacts takes them: no two wait in a ring.
struct AddUnknownContacts: VenueStatement {
    // A condition that is never true: the row is locked and stays as it is.
    static let sql = """
        WITH told AS MATERIALIZED (SELECT t.external_id FROM unnest($2::text[]) AS t (external_id))
        INSERT INTO contacts AS c (external_id, source, kind, created_at, updated_at)
        SELECT external_id, $1, 'individual', $3, $3 FROM told ORDER BY external_id COLLATE "C"
        ON CONFLICT ON CONSTRAINT contacts_external_id_key DO UPDATE SET kind = c.kind WHERE false
        RETURNING id
        """
    let externalIDs: [String]
    let source: Source
    let at: Instant

    var parameters: [Value] { [source.value, .texts(externalIDs), at.value] }
    static func decode(_ row: inout Row) throws -> Identifier<Contact> { try row.next() }
}

/// Lays what is told over records there are, none of them twice, and marks those that change.
struct TellContacts: VenueStatement {
    struct Outcome: Sendable {
        /// Counted from 1.
        let place: Int64
        let id: Identifier<Contact>
        let outcome: UpsertOutcome
    }

    static let sql = """
        WITH told AS MATERIALIZED (
            SELECT t.place, t.external_id COLLATE "C" AS external_id, t.updated_at::timestamptz AS updated_at,
                t.place = ANY ($8::bigint[]) AS fills_in
            FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS t (external_id, updated_at, place)
        ), known AS MATERIALIZED (
            SELECT t.place, t.updated_at, t.fills_in, c AS record
            FROM told t JOIN contacts c ON c.external_id = t.external_id AND c.source = $1
            ORDER BY t.external_id FOR NO KEY UPDATE OF c
        ), kept AS MATERIALIZED (
            \(membersThatStay)
        ), patches AS MATERIALIZED (
            SELECT p.place, \(ContactPatch.object(field: "p.field", value: "p.value")) AS members
            FROM unnest($4::bigint[], $5::text[], $6::text[]) AS p (place, field, value)
            WHERE NOT EXISTS (SELECT FROM kept k WHERE k.place = p.place AND k.field = p.field)
            GROUP BY p.place
        ), laid AS MATERIALIZED (
            SELECT k.place, k.updated_at, k.fills_in, k.record,
                jsonb_populate_record(k.record, COALESCE(p.members, '{}')) AS news
            FROM known k LEFT JOIN patches p USING (place)
        ), compared AS MATERIALIZED (
            SELECT place, (record).id AS id, news, news IS DISTINCT FROM record AS is_changed,
                CASE WHEN fills_in THEN (record).source_updated_at ELSE updated_at END AS updated_at,
                (record).source_updated_at AS known_at
            FROM laid
        ), written AS (
            UPDATE contacts c SET source_updated_at = n.updated_at,
                updated_at = CASE WHEN n.is_changed THEN $7 ELSE c.updated_at END,
                \(ContactPatch.assignments(from: "(n.news)"))
            FROM compared n
            WHERE c.id = n.id AND n.updated_at >= n.known_at AND (n.is_changed OR n.updated_at > n.known_at)
        ), marked AS (
            INSERT INTO indicator_marks (contact_id, marked_at, reason)
            SELECT id, $7, 'contact' FROM compared WHERE is_changed AND updated_at >= known_at
        )
        SELECT place, id, CASE WHEN updated_at < known_at THEN 'superseded' WHEN is_changed THEN 'updated'
            ELSE 'unchanged' END
        FROM compared
        """

    /// The members of a record that are left as they are, whatever is said of them.
    ///
    /// The same word told again does not take back what a merge wrote over it since. A mention fills in only what is not known,
    /// and an address only where there is none of it.
    private static let membersThatStay = """
        SELECT k.place, f.field FROM known k
                JOIN contact_merge_fields f ON f.contact_id = (k.record).id
                JOIN contact_merges m ON m.id = f.merge_id AND m.undone_at IS NULL
            WHERE NOT k.fills_in AND k.updated_at = (k.record).source_updated_at
            UNION
            SELECT k.place, e.field FROM known k CROSS JOIN LATERAL jsonb_each(to_jsonb(k.record)) AS e (field, value)
            WHERE k.fills_in AND e.value <> 'null'
            UNION
            SELECT k.place, a.field FROM known k CROSS JOIN unnest($9::text[]) AS a (field)
            WHERE k.fills_in AND num_nonnulls(\(ContactField.ofAddress.map { "(k.record).\($0.rawValue)" }.joined(separator: ", "))) > 0
        """
    let tellings: [ContactTelling]
    let source: Source
    let at: Instant

    var parameters: [Value] {
        let said = tellings.enumerated().flatMap { place, telling in
            ContactField.allCases.filter(telling.said.contains).map { field in
                (place: Int64(place) + 1, field: field.rawValue, value: telling.details.text(of: field))
            }
        }
        return [
            source.value, .texts(tellings.map(\.externalID)),
            .texts(tellings.map { ($0.sourceUpdatedAt ?? at).rfc3339 }), .int64s(said.map(\.place)),
            .texts(said.map(\.field)), .optionalTexts(said.map(\.value)), at.value,
            .int64s(tellings.indices.filter { tellings[$0].fillsIn }.map { Int64($0) + 1 }),
            .texts(ContactField.ofAddress.map(\.rawValue)),
        ]
    }

    static func decode(_ row: inout Row) throws -> Outcome {
        Outcome(place: try row.next(), id: try row.next(), outcome: try row.next())
    }
}
