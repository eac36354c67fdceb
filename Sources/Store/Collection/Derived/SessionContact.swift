/// The rule of the views `session_contacts` and `visitor_contacts`, for some sessions alone.
///
/// Those views put together what is known of everyone; here it is asked session by session.
enum SessionContact {
    /// How many contacts a session says it is, `contacts`, and one of them, `contact_id`.
    static func ofSession(_ session: String) -> String {
        """
        SELECT count(DISTINCT e.contact_id) AS contacts, min(e.contact_id) AS contact_id
        FROM session_evidence e WHERE e.session_id = \(session)
        """
    }

    /// The same of all the sessions of a visitor; none unless `condition`.
    static func ofVisitor(_ visitor: String, when condition: String = "true") -> String {
        """
        SELECT count(DISTINCT e.contact_id) AS contacts, min(e.contact_id) AS contact_id
        FROM sessions known CROSS JOIN LATERAL (
            SELECT DISTINCT contact_id FROM session_evidence WHERE session_id = known.id
        ) e
        WHERE known.visitor_id = \(visitor) AND \(condition)
        """
    }
}
