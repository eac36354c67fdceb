package import Domain
package import Postgres

/// Looks for duplicates among all records.
///
/// Adds pairs, corrects those that are open, and removes those that nothing speaks for any more. What was dismissed stays so.
///
/// Records are compared that share a key; the keys are such that no reason is found without one. The same twice changes nothing.
package struct ProposeDuplicates: VenueStatement {
    package static let sql = """
        WITH base AS MATERIALIZED (
            SELECT c.id, \(ComparedRecords.emails) AS emails, sicstine.normalised_phone(c.phone) AS phone,
                sicstine.normalised_name(c.first_name, c.last_name) AS name, c.birth_date,
                \(ComparedRecords.postcode) AS postcode
            FROM contacts c
            WHERE c.email IS NOT NULL OR c.phone IS NOT NULL OR c.birth_date IS NOT NULL OR c.postcode IS NOT NULL
                OR c.other_emails <> '{}'
        ), keys AS (
            SELECT hashtextextended('e' || email, 0) AS key, id FROM base CROSS JOIN LATERAL unnest(emails) AS e (email)
            UNION ALL
            SELECT hashtextextended('m' || email || ' ' || name, 0), id
            FROM base CROSS JOIN LATERAL unnest(emails) AS e (email) WHERE name IS NOT NULL
            UNION ALL
            SELECT hashtextextended('p' || phone, 0), id FROM base WHERE phone IS NOT NULL
            UNION ALL
            SELECT hashtextextended('b' || name, birth_date - date '2000-01-01'), id FROM base
            WHERE birth_date IS NOT NULL AND name LIKE '% %'
            UNION ALL
            SELECT hashtextextended('a' || name || '|' || postcode, 0), id FROM base
            WHERE postcode IS NOT NULL AND name LIKE '% %'
        ), groups AS MATERIALIZED (
            SELECT array_agg(id) AS ids FROM keys GROUP BY key
            HAVING count(*) BETWEEN 2 AND \(ComparedRecords.mostOfOneKey)
        ), pairs AS MATERIALIZED (
            SELECT DISTINCT a.id AS first_id, b.id AS second_id
            FROM groups CROSS JOIN LATERAL unnest(ids) AS a (id) CROSS JOIN LATERAL unnest(ids) AS b (id)
            WHERE a.id < b.id
        ), people AS MATERIALIZED (
            SELECT \(ComparedRecords.columns) FROM contacts c
            WHERE c.id IN (SELECT first_id FROM pairs UNION SELECT second_id FROM pairs)
        ), compared AS MATERIALIZED (
            SELECT p.first_id, p.second_id, l.reasons, l.confidence
            FROM pairs p JOIN people a ON a.id = p.first_id JOIN people b ON b.id = p.second_id
                CROSS JOIN LATERAL \(ComparedRecords.likeness) l
            WHERE l.confidence >= \(ComparedRecords.leastConfidence)
        ), withdrawn AS (
            DELETE FROM contact_duplicates d
            WHERE d.dismissed_at IS NULL AND NOT EXISTS (
                SELECT FROM compared c WHERE c.first_id = d.first_id AND c.second_id = d.second_id)
        )
        INSERT INTO contact_duplicates AS d (first_id, second_id, reasons, confidence, found_at)
        SELECT first_id, second_id, reasons, confidence, $1 FROM compared ORDER BY first_id, second_id
        ON CONFLICT ON CONSTRAINT contact_duplicates_records_key DO UPDATE SET
            reasons = excluded.reasons, confidence = excluded.confidence
        WHERE d.dismissed_at IS NULL AND (d.reasons, d.confidence) IS DISTINCT FROM (excluded.reasons, excluded.confidence)
        """
    package typealias Output = Void
    let at: Instant

    package init(at: Instant) {
        self.at = at
    }

    package var parameters: [Value] { [at.value] }
}
