package import Domain

/// An application that may send events, with its venue.
package struct CollectingApplication: Sendable {
    package let application: Application
    package let venue: Venue
}

extension Store {
    /// The application a write key identifies; nil for an unknown one, or a venue not yet ready.
    package func application(writeKey: String) async throws -> CollectingApplication? {
        if let known = lookups.applications.answer(for: writeKey) { return known }
        guard writeKey.utf8.count <= 64, !writeKey.utf8.contains(0) else { return nil }
        let found = try await onPlatform { try await $0.first(FindApplication(writeKey: writeKey)) }
        var collecting: CollectingApplication?
        if let found, let venue = try await venue(found.venue) {
            collecting = CollectingApplication(application: found, venue: venue)
        }
        lookups.applications.remember(collecting, for: writeKey)
        return collecting
    }
}
