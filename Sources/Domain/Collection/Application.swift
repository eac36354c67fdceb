/// One of a venue's applications that sends events: website, kiosk, mobile app, festival site.
package struct Application: Sendable {
    package let id: Identifier<Application>
    package let venue: VenueID
    package let name: String
    /// `wk_…`: public, it identifies the application and can only ingest.
    package let writeKey: String
    package let createdAt: Instant

    package init(id: Identifier<Application>, venue: VenueID, name: String, writeKey: String, createdAt: Instant) {
        self.id = id
        self.venue = venue
        self.name = name
        self.writeKey = writeKey
        self.createdAt = createdAt
    }
}
