package import Domain
package import Postgres

/// A contact that was searched for, and how it was found.
package struct FoundContact: Sendable {
    /// The nearest first.
    package enum Match: String, CaseIterable, Sendable {
        case externalID = "external_id"
        /// Every word asked for is one of its names.
        case words
        /// Every word asked for begins one of its names, or its e-mail address.
        case beginnings
        /// As the former, but for one letter in each word.
        case similar
    }

    package let match: Match
    /// The record that was found: the contact's own, or one merged into it.
    package let record: Identifier<Contact>
    package let contact: Contact
}

extension VenueTransaction {
    /// The contacts that a text finds, the nearest first, no more than `limit`.
    ///
    /// Looks further only while that is not reached: not at all where a number is an external id's, and not for similar names
    /// where an e-mail address is asked for. What is committed is found.
    package func search(_ text: String, limit: Int) async throws -> [FoundContact] {
        var found = Found(limit: limit)
        found.add(try await all(FindContactsByExternalID(text: text, limit: limit)), as: .externalID)
        if found.places.isEmpty || !text.utf8.contains(where: { (48...57).contains($0) }) {
            try await addByTerms(text, to: &found)
        }
        let contacts = try await all(FindContacts(ids: found.places.map(\.contact)))
        let byID = Dictionary(uniqueKeysWithValues: contacts.map { ($0.id, $0) })
        return found.places.compactMap { place in
            byID[place.contact].map { FoundContact(match: place.match, record: place.record, contact: $0) }
        }
    }

    private func addByTerms(_ text: String, to found: inout Found) async throws {
        for closeness in [FindContactsByTerms.Closeness.words, .beginnings] where !found.isFull {
            found.add(
                try await all(FindContactsByTerms(text: text, closeness: closeness, limit: found.limit)),
                as: closeness == .words ? .words : .beginnings)
        }
        guard !found.isFull, !text.utf8.contains(UInt8(ascii: "@")) else { return }
        found.add(try await all(FindSimilarContacts(text: text, limit: found.limit)), as: .similar)
    }
}

/// The contacts found so far, each once.
private struct Found {
    let limit: Int
    private(set) var places: [(contact: Identifier<Contact>, record: Identifier<Contact>, match: FoundContact.Match)] =
        []
    private var known: Set<Identifier<Contact>> = []

    init(limit: Int) {
        self.limit = limit
    }

    var isFull: Bool { places.count >= limit }

    mutating func add(_ rows: [FoundRecord], as match: FoundContact.Match) {
        for row in rows where !isFull && known.insert(row.contact).inserted {
            places.append((row.contact, row.record, match))
        }
    }
}

/// A record and the contact it is of.
package struct FoundRecord: Sendable {
    package let contact: Identifier<Contact>
    package let record: Identifier<Contact>

    fileprivate init(_ row: inout Row) throws {
        contact = try row.next()
        record = try row.next()
    }
}

/// Records whose external id begins with a text, or is it where that is shorter than three letters; in whatever source.
package struct FindContactsByExternalID: VenueStatement {
    package static let sql = """
        WITH found AS MATERIALIZED (
            SELECT id, external_id FROM contacts
            -- The last code point there is: an index has no other end for what begins so.
            WHERE external_id >= $1 AND external_id < $1 || U&'\\+10FFFF' AND (length($1) > 2 OR external_id = $1)
            ORDER BY external_id LIMIT 1000
        )
        SELECT COALESCE(m.contact_id, f.id) AS contact_id, (array_agg(f.id ORDER BY f.external_id, f.id))[1]
        FROM found f LEFT JOIN contact_members m ON m.member_id = f.id
        GROUP BY COALESCE(m.contact_id, f.id) ORDER BY min(f.external_id), contact_id LIMIT $2
        """
    let text: String
    let limit: Int

    package init(text: String, limit: Int) {
        self.text = text
        self.limit = limit
    }

    package var parameters: [Value] { [.text(text), .int64(Int64(limit))] }
    package static func decode(_ row: inout Row) throws -> FoundRecord { try FoundRecord(&row) }
}

/// How found records are put in order: by how little their names hold beside what is asked for, last names first, then by name.
///
/// Each contact once, by the nearest of its records: those of one hide nobody else.
private let ranked = """
    , candidates AS MATERIALIZED (
        SELECT c.id, COALESCE(m.contact_id, c.id) AS contact_id,
            sicstine.words(COALESCE(c.last_name, '')) AS last_words,
            sicstine.words(COALESCE(c.first_name || ' ', '') || COALESCE(c.last_name, '')) AS words
        FROM found f JOIN contacts c ON c.id = f.id LEFT JOIN contact_members m ON m.member_id = c.id
    ), ordered AS MATERIALIZED (
        SELECT c.contact_id, c.id, row_number() OVER (
            ORDER BY (SELECT count(*) FROM unnest(c.words) AS w (word) WHERE w.word = ANY (near.words)) DESC,
                cardinality(c.words), c.last_words && near.words DESC, array_to_string(c.last_words, ' ') COLLATE "C",
                array_to_string(c.words, ' ') COLLATE "C", c.id) AS place
        FROM candidates c CROSS JOIN near
    )
    SELECT contact_id, (array_agg(id ORDER BY place))[1] FROM ordered
    GROUP BY contact_id ORDER BY min(place) LIMIT $2::bigint * 2
    """

/// Records that every word of a text names, or begins to name: the first twelve different ones.
///
/// Of more than a thousand that do, some thousand are put in order.
package struct FindContactsByTerms: VenueStatement {
    package enum Closeness: Sendable {
        case words, beginnings
    }

    package static let sql = """
        WITH asked AS MATERIALIZED (
            -- What has no space in it may be an e-mail address, or the beginning of one.
            SELECT CASE WHEN $1 !~ '\\s' THEN ARRAY['@' || sicstine.normalised_email($1)] END AS address,
                ARRAY(
                    SELECT word FROM unnest(sicstine.words($1)) WITH ORDINALITY AS w (word, place)
                    GROUP BY word ORDER BY min(place) LIMIT 12) AS words
        ), found AS MATERIALIZED (
            SELECT id FROM contacts
            WHERE sicstine.contact_terms(first_name, last_name, structure_name, email, other_emails, phone)
                @@ (SELECT CASE WHEN address IS NULL THEN sicstine.all_terms(words, $3)
                    ELSE sicstine.all_terms(words, $3) || sicstine.all_terms(address, $3) END FROM asked)
            LIMIT 1000
        ), near AS (SELECT words FROM asked)
        """ + ranked
    let text: String
    let closeness: Closeness
    let limit: Int

    package init(text: String, closeness: Closeness, limit: Int) {
        self.text = text
        self.closeness = closeness
        self.limit = limit
    }

    package var parameters: [Value] { [.text(text), .int64(Int64(limit)), .bool(closeness == .beginnings)] }
    package static func decode(_ row: inout Row) throws -> FoundRecord { try FoundRecord(&row) }
}

/// Records that every word of a text would name but for one letter, or begins to name.
///
/// The last word may have both: it may not be written to its end. Words of fewer than four letters are taken as they are. One
/// question holds them all, so that what waits to be merged into the index is read once.
package struct FindSimilarContacts: VenueStatement {
    package static let sql = """
        WITH asked AS MATERIALIZED (
            SELECT place, word, place = count(*) OVER () AS is_last
            FROM unnest(sicstine.words($1)) WITH ORDINALITY AS w (word, place) WHERE place <= 6
        ), known AS MATERIALIZED (
            SELECT place, word AS term, true AS is_prefix FROM asked
            UNION ALL
            SELECT a.place, e.term, a.is_last FROM asked a
                CROSS JOIN LATERAL sicstine.words_one_edit_from(a.word) AS e (term)
            WHERE length(a.word) BETWEEN 4 AND 30 AND length(e.term) > 2 AND e.term <> a.word
        ), each AS MATERIALIZED (
            SELECT place, string_agg(sicstine.all_terms(ARRAY[term], is_prefix)::text, ' | ') AS terms
            FROM known GROUP BY place
        ), wanted AS MATERIALIZED (
            SELECT string_agg('(' || terms || ')', ' & ')::tsquery AS terms FROM each
        ), found AS MATERIALIZED (
            SELECT id FROM contacts
            WHERE sicstine.contact_terms(first_name, last_name, structure_name, email, other_emails, phone)
                @@ (SELECT terms FROM wanted)
            LIMIT 1000
        ), near AS (SELECT array_agg(term) AS words FROM known)
        """ + ranked
    let text: String
    let limit: Int

    package init(text: String, limit: Int) {
        self.text = text
        self.limit = limit
    }

    package var parameters: [Value] { [.text(text), .int64(Int64(limit))] }
    package static func decode(_ row: inout Row) throws -> FoundRecord { try FoundRecord(&row) }
}

/// Some contacts by their ids.
package struct FindContacts: VenueStatement {
    package static let sql = """
        SELECT \(Contact.columns) FROM contacts c LEFT JOIN contact_members m ON m.member_id = c.id WHERE c.id = ANY ($1)
        """
    let ids: [Identifier<Contact>]

    package init(ids: [Identifier<Contact>]) {
        self.ids = ids
    }

    package var parameters: [Value] { [.int64s(ids.map(\.rawValue))] }
    package static func decode(_ row: inout Row) throws -> Contact { try Contact(&row) }
}
