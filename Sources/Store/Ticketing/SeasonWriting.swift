package import Domain

extension VenueTransaction {
    /// Writes a season and marks every contact, whose season's figures change with it; nil when it would leave a gap.
    package func create(_ season: CreateSeason, at instant: Instant) async throws -> Season? {
        try await run(LockSeasons())
        guard let season = try await first(season) else { return nil }
        // From here to the commit every refresh waits: none computes without the season what is marked no more.
        _ = try await first(RaiseEpoch())
        try await run(MarkAllContacts(at: instant))
        return season
    }
}
