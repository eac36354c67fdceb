/// One of a venue's applications that sends events: website, kiosk, mobile app, festival site.
package struct Application: Sendable {
    package let id: Identifier<Application>
    package let venue: VenueID
    /// `wk_…`: public, it identifies the application and can only ingest.
    package let writeKey: String
    package let description: ApplicationDescription
    package let createdAt: Instant

    package init(
        id: Identifier<Application>, venue: VenueID, writeKey: String, description: ApplicationDescription,
        createdAt: Instant
    ) {
        self.id = id
        self.venue = venue
        self.writeKey = writeKey
        self.description = description
        self.createdAt = createdAt
    }
}

/// What a venue says of an application, and may say otherwise later.
package struct ApplicationDescription: Sendable, Equatable {
    package var name: String
    package var kind: ApplicationKind
    package var mode: CollectionMode
    /// Origins of the pages that may send in its name, as browsers write them: `https://www.example.fr`.
    ///
    /// What comes without an origin, as from a server, is not held to them.
    package var allowedOrigins: [String]
    /// What arrives is checked and shown, and counts nowhere.
    package var isInTestMode: Bool

    package init(
        name: String, kind: ApplicationKind = .server, mode: CollectionMode = .consented, allowedOrigins: [String] = [],
        isInTestMode: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.mode = mode
        self.allowedOrigins = allowedOrigins
        self.isInTestMode = isInTestMode
    }

    /// Whether a page of this origin may send; `nil` is a sender that is no page.
    package func admits(origin: String?) -> Bool {
        origin.map(allowedOrigins.contains) ?? true
    }
}
