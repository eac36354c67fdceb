package import Domain
package import Postgres

/// Where the list of duplicates goes on.
package struct DuplicatePlace: Sendable {
    package let confidence: Int64
    package let id: Identifier<ContactDuplicate>

    package init(confidence: Int64, id: Identifier<ContactDuplicate>) {
        self.confidence = confidence
        self.id = id
    }
}

/// The records of a contact: itself, and its members.
private func records(of contact: String) -> String {
    "(SELECT \(contact) AS id UNION ALL SELECT member_id FROM contact_members WHERE contact_id = \(contact))"
}

/// The pairs that wait for somebody's decision, the surest first, each pair of contacts once, one more than wanted.
///
/// Two contacts that any two records of theirs were told apart for do not wait.
package struct ListDuplicates: VenueStatement {
    package static let sql = """
        SELECT d.id, LEAST(p.one, p.other), GREATEST(p.one, p.other), d.confidence, d.reasons, d.found_at
        FROM contact_duplicates d
            LEFT JOIN contact_members a ON a.member_id = d.first_id
            LEFT JOIN contact_members b ON b.member_id = d.second_id
            CROSS JOIN LATERAL (
                SELECT COALESCE(a.contact_id, d.first_id) AS one, COALESCE(b.contact_id, d.second_id) AS other) p
        WHERE d.dismissed_at IS NULL AND p.one <> p.other
            AND d.confidence <= $1 AND (d.confidence < $1 OR d.id > $2)
            AND NOT EXISTS (
                SELECT FROM \(records(of: "p.one")) ra CROSS JOIN \(records(of: "p.other")) rb
                    JOIN contact_duplicates x
                        ON x.first_id = LEAST(ra.id, rb.id) AND x.second_id = GREATEST(ra.id, rb.id)
                WHERE x.dismissed_at IS NOT NULL OR x.confidence > d.confidence
                    OR (x.confidence = d.confidence AND x.id < d.id))
        ORDER BY d.confidence DESC, d.id LIMIT $3
        """
    let after: DuplicatePlace?
    let limit: Int

    /// `after` nil is the beginning.
    package init(after: DuplicatePlace?, limit: Int) {
        self.after = after
        self.limit = limit
    }

    package var parameters: [Value] {
        [.int64(after?.confidence ?? 100), .int64(after?.id.rawValue ?? 0), .int64(Int64(limit) + 1)]
    }
    package static func decode(_ row: inout Row) throws -> ContactDuplicate { try ContactDuplicate(&row) }
}

/// The contacts that may be the same as one, as all is now, the surest first; those told apart from it are left out.
///
/// Compares with it the records that share a key, as the search among all of them does.
package struct FindDuplicatesOfContact: VenueStatement {
    private static let terms =
        "sicstine.contact_terms(c.first_name, c.last_name, c.structure_name, c.email, c.other_emails, c.phone)"

    package static let sql = """
        WITH mine AS MATERIALIZED (
            SELECT \(ComparedRecords.columns), sicstine.words(COALESCE(c.first_name || ' ', '') || COALESCE(c.last_name, ''))
                AS words
            FROM \(records(of: "$1::bigint")) r JOIN contacts c ON c.id = r.id
        ), keys AS MATERIALIZED (
            SELECT '@' || email AS key FROM mine CROSS JOIN LATERAL unnest(emails) AS e (email)
            UNION
            SELECT '+' || phone FROM mine WHERE phone IS NOT NULL
        ), keyed AS MATERIALIZED (
            SELECT sharing.ids FROM keys k CROSS JOIN LATERAL (
                SELECT array_agg(id) AS ids FROM (
                    SELECT id FROM contacts c
                    WHERE \(terms) @@ sicstine.all_terms(ARRAY[k.key], false) LIMIT \(ComparedRecords.mostOfOneKey + 1)
                ) found
            ) sharing
            WHERE cardinality(sharing.ids) BETWEEN 2 AND \(ComparedRecords.mostOfOneKey)
        ), near AS MATERIALIZED (
            SELECT unnest(ids) AS id FROM keyed
            UNION
            SELECT found.id FROM (
                SELECT DISTINCT sicstine.all_terms(words, false) AS terms FROM mine WHERE cardinality(words) > 1
            ) asked CROSS JOIN LATERAL (SELECT id FROM contacts c WHERE \(terms) @@ asked.terms LIMIT 1000) found
        ), people AS MATERIALIZED (
            SELECT \(ComparedRecords.columns) FROM near n JOIN contacts c ON c.id = n.id
        ), named AS MATERIALIZED (
            SELECT a.id AS record_id, b.id AS other_id, count(*) OVER (PARTITION BY a.id, k.kind) AS sharing
            FROM mine a JOIN people b ON b.name = a.name CROSS JOIN LATERAL (VALUES
                ('email', a.emails && b.emails), ('birth_date', a.birth_date = b.birth_date),
                ('postcode', a.postcode = b.postcode)) k (kind, is_shared)
            WHERE k.is_shared
        ), pairs AS MATERIALIZED (
            SELECT record_id, other_id FROM named WHERE sharing <= \(ComparedRecords.mostOfOneKey)
            UNION
            SELECT mine.id, other.id
            FROM keyed JOIN mine ON mine.id = ANY (keyed.ids) CROSS JOIN LATERAL unnest(keyed.ids) AS other (id)
        ), compared AS MATERIALIZED (
            SELECT a.id AS record_id, b.id AS other_id, COALESCE(m.contact_id, b.id) AS contact_id, l.reasons, l.confidence
            FROM pairs p JOIN mine a ON a.id = p.record_id JOIN people b ON b.id = p.other_id
                CROSS JOIN LATERAL \(ComparedRecords.likeness) l
                LEFT JOIN contact_members m ON m.member_id = b.id
            WHERE l.confidence >= \(ComparedRecords.leastConfidence) AND b.id NOT IN (SELECT id FROM mine)
        ), best AS MATERIALIZED (
            SELECT DISTINCT ON (contact_id) contact_id, record_id, other_id, reasons, confidence FROM compared
            ORDER BY contact_id, confidence DESC, record_id, other_id
        )
        SELECT d.id, LEAST($1, b.contact_id), GREATEST($1, b.contact_id), b.confidence, b.reasons, d.found_at
        FROM best b
            LEFT JOIN contact_duplicates d
                ON d.first_id = LEAST(b.record_id, b.other_id) AND d.second_id = GREATEST(b.record_id, b.other_id)
        WHERE NOT EXISTS (
            SELECT FROM mine CROSS JOIN \(records(of: "b.contact_id")) rb
                JOIN contact_duplicates x ON x.first_id = LEAST(mine.id, rb.id) AND x.second_id = GREATEST(mine.id, rb.id)
            WHERE x.dismissed_at IS NOT NULL)
        ORDER BY b.confidence DESC, b.contact_id LIMIT $2
        """
    let contact: Identifier<Contact>
    let limit: Int

    package init(contact: Identifier<Contact>, limit: Int) {
        self.contact = contact
        self.limit = limit
    }

    package var parameters: [Value] { [contact.value, .int64(Int64(limit))] }
    package static func decode(_ row: inout Row) throws -> ContactDuplicate { try ContactDuplicate(&row) }
}

/// Remembers for ever that the pairs `known` are two, and so are the contacts that they are of, whatever merge is undone since;
/// answers the rows of `known`.
private let toldApart = """
    , pairs AS MATERIALIZED (
        SELECT first_id, second_id FROM known UNION SELECT LEAST(one, other), GREATEST(one, other) FROM known
    ), written AS (
        INSERT INTO contact_duplicates AS d (first_id, second_id, reasons, confidence, found_at, dismissed_at)
        SELECT first_id, second_id, '{}', 0, $1, $1 FROM pairs ORDER BY first_id, second_id
        ON CONFLICT ON CONSTRAINT contact_duplicates_records_key DO UPDATE SET
            dismissed_at = COALESCE(d.dismissed_at, excluded.dismissed_at)
        RETURNING d.id, d.first_id, d.second_id
    )
    SELECT w.id FROM written w JOIN known USING (first_id, second_id)
    """

/// Remembers for ever that a pair is two; no row when there is no such pair, or it is one contact by now.
package struct DismissDuplicate: VenueStatement {
    package static let sql = """
        WITH known AS MATERIALIZED (
            SELECT d.first_id, d.second_id, COALESCE(a.contact_id, d.first_id) AS one,
                COALESCE(b.contact_id, d.second_id) AS other
            FROM contact_duplicates d
                LEFT JOIN contact_members a ON a.member_id = d.first_id
                LEFT JOIN contact_members b ON b.member_id = d.second_id
            WHERE d.id = $2 AND COALESCE(a.contact_id, d.first_id) <> COALESCE(b.contact_id, d.second_id)
        )
        """ + toldApart
    let id: Identifier<ContactDuplicate>
    let at: Instant

    package init(id: Identifier<ContactDuplicate>, at: Instant) {
        self.id = id
        self.at = at
    }

    package var parameters: [Value] { [at.value, id.value] }
    package static func decode(_ row: inout Row) throws -> Identifier<ContactDuplicate> { try row.next() }
}

/// Remembers for ever that two contacts are two, proposed or not; no row when one of them does not exist, or they are one.
package struct TellContactsApart: VenueStatement {
    package static let sql = """
        WITH known AS MATERIALIZED (
            SELECT a.id AS first_id, b.id AS second_id, COALESCE(ma.contact_id, a.id) AS one,
                COALESCE(mb.contact_id, b.id) AS other
            FROM contacts a CROSS JOIN contacts b
                LEFT JOIN contact_members ma ON ma.member_id = a.id LEFT JOIN contact_members mb ON mb.member_id = b.id
            WHERE a.id = LEAST($2::bigint, $3::bigint) AND b.id = GREATEST($2::bigint, $3::bigint) AND a.id <> b.id
                AND COALESCE(ma.contact_id, a.id) <> COALESCE(mb.contact_id, b.id)
        )
        """ + toldApart
    let one: Identifier<Contact>
    let other: Identifier<Contact>
    let at: Instant

    package init(one: Identifier<Contact>, other: Identifier<Contact>, at: Instant) {
        self.one = one
        self.other = other
        self.at = at
    }

    package var parameters: [Value] { [at.value, one.value, other.value] }
    package static func decode(_ row: inout Row) throws -> Identifier<ContactDuplicate> { try row.next() }
}

extension ContactDuplicate {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.nextIfPresent(), first: try row.next(), second: try row.next(), confidence: try row.next(),
            reasons: try row.next(as: [String].self).compactMap(DuplicateReason.init), foundAt: try row.nextIfPresent())
    }
}
