/// The owner of one or more venues.
package struct Institution: Sendable, Hashable {
    package let id: Identifier<Institution>
    package let name: String
    package let createdAt: Instant

    package init(id: Identifier<Institution>, name: String, createdAt: Instant) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
    }
}

/// The identity of a venue, the tenant: twelve lower-case hexadecimal digits, drawn at random.
package struct VenueID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// Nil for anything but our own form, so that a schema name made from it needs no quoting.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 12, bytes.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return nil
        }
        rawValue = text
    }

    package static func random() -> VenueID {
        let digits = (0..<12).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }.joined()
        guard let id = VenueID(digits) else { preconditionFailure("twelve hexadecimal digits are a venue id") }
        return id
    }

    package var description: String { rawValue }
    /// The PostgreSQL schema that holds everything of the venue.
    package var schema: String { "venue_\(rawValue)" }
    /// The PostgreSQL role with rights on that schema only.
    package var role: String { "venue_\(rawValue)" }
}

/// What is asked of a new venue.
package struct NewVenue: Sendable {
    package var institution: Identifier<Institution>
    package var name: String
    /// An IANA name, such as `Europe/Paris`: every local date of the venue is in it.
    package var timeZone: String
    /// ISO 4217; the venue has one.
    package var currency: String
    package var locale: Locale

    package init(
        institution: Identifier<Institution>, name: String, timeZone: String, currency: String, locale: Locale
    ) {
        self.institution = institution
        self.name = name
        self.timeZone = timeZone
        self.currency = currency
        self.locale = locale
    }
}

/// A language the product speaks.
package enum Locale: String, CaseIterable, Sendable {
    case french = "fr"
    case english = "en"
}

/// A theatre, an opera, a festival: the tenant.
package struct Venue: Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// Its schema is being made.
        case provisioning
        case active
    }

    package let id: VenueID
    package let institution: Identifier<Institution>
    package let name: String
    package let timeZone: String
    package let currency: String
    package let locale: Locale
    /// The name of the database that holds its schema.
    package let database: String
    package let state: State
    package let createdAt: Instant

    package init(
        id: VenueID, institution: Identifier<Institution>, name: String, timeZone: String, currency: String,
        locale: Locale, database: String, state: State, createdAt: Instant
    ) {
        self.id = id
        self.institution = institution
        self.name = name
        self.timeZone = timeZone
        self.currency = currency
        self.locale = locale
        self.database = database
        self.state = state
        self.createdAt = createdAt
    }
}
