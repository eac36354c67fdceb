package import Domain

extension Store {
    /// The venue with this id, from memory when it was read a moment ago; nil when there is none.
    package func venue(_ id: VenueID) async throws -> Venue? {
        if let known = lookups.venues.answer(for: id) { return known }
        guard let venue = try await onPlatform({ try await $0.first(FindVenue(id: id)) }) else { return nil }
        // One being made will change in a moment: it is read again each time.
        if venue.state == .active { lookups.venues.remember(venue, for: id) }
        return venue
    }
}
