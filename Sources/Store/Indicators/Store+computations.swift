package import Domain

/// What a run did.
package struct ComputedIndicators: Sendable {
    /// The instant the figures are right for.
    package let asOf: Instant
    package let differences: LevelDifferences
    /// What was found wrong among the contacts checked, and put right; no difference is expected.
    package let repaired: LevelDifferences
}

// What runs do, by who has the venue's turn: one at a time, so that what one compared is what it writes over. A second time writes
// the same figures.
extension Store {
    /// However many marks arrive meanwhile.
    private static let mostBatches = 1_000

    /// Computes every indicator of every contact as of now.
    ///
    /// `notBefore` is the tick it is for, where a clock behind that would compute the wrong season.
    func computeIndicators(
        of venue: Venue, for reason: LevelChangeReason, run: Identifier<IndicatorRun>? = nil,
        notBefore tick: Instant? = nil
    ) async throws -> ComputedIndicators {
        let computation = try await begin(of: venue, run, notBefore: tick)
        let histories = try await computation.histories(for: reason)
        async let previousTiers = computation.previousSpendTier(for: reason)
        async let currentTiers = computation.currentSpendTier(for: reason)
        async let social = computation.social(for: reason)
        let differences = try await histories.joined(with: previousTiers).joined(with: currentTiers)
            .joined(with: social)
        try await computation.date([.histories, .previousSpendTier, .currentSpendTier, .social])
        return ComputedIndicators(asOf: computation.asOf, differences: differences, repaired: LevelDifferences())
    }

    /// Computes the indicators of those contacts that the calendar has moved since the last run, and what all have shared; then
    /// checks some others.
    ///
    /// `checked` contacts, those after the ones checked the last time.
    func computeCalendar(
        of venue: Venue, run: Identifier<IndicatorRun>? = nil, notBefore tick: Instant? = nil,
        checking checked: Int = 1_000
    ) async throws -> ComputedIndicators {
        let computation = try await begin(of: venue, run, notBefore: tick)
        async let social = computation.social(for: .calendar)
        let differences = try await computation.moved().joined(with: social)
        try await computation.date([.histories, .social])
        let sample = try await inVenue(venue) { try await $0.all(NextToReconcile(limit: checked)) }
        let repaired = try await computation.histories(of: sample, for: .repair)
        return ComputedIndicators(asOf: computation.asOf, differences: differences, repaired: repaired)
    }

    /// Computes every contact's spend tier of the season under way, once the histories of all have been checked.
    func computeWeek(
        of venue: Venue, run: Identifier<IndicatorRun>? = nil
    ) async throws -> ComputedIndicators {
        let computation = try await begin(of: venue, run)
        let moved = try await computation.moved()
        let repaired = try await computation.histories(for: .repair)
        // What is ranked are the stored revenues: those of marked contacts too are to be the latest.
        for _ in 0..<Self.mostBatches where try await refreshMarkedContacts(of: venue, limit: 1_000) == 0 { break }
        let tiers = try await computation.currentSpendTier(for: .week)
        try await computation.date([.histories, .currentSpendTier])
        return ComputedIndicators(
            asOf: computation.asOf, differences: moved.joined(with: tiers), repaired: repaired)
    }

    func begin(
        of venue: Venue, _ run: Identifier<IndicatorRun>?, notBefore tick: Instant? = nil
    ) async throws -> IndicatorComputation {
        try await inVenue(venue) { transaction in
            guard let (epoch, former) = try await transaction.first(RaiseEpoch()) else {
                throw StoreFailure.fault("no epoch row")
            }
            // Read while the epoch is ours: a later epoch never has an earlier instant.
            let now = clock.now()
            return IndicatorComputation(
                store: self, venue: venue, run: run, epoch: epoch,
                asOf: [now, tick, former].compactMap(\.self).max() ?? now, former: former)
        }
    }

    /// Two even ones, unless the venue is small or very large: each reads all lines there are.
    func slices(of venue: Venue, for reason: LevelChangeReason) async throws -> [ContactSlice] {
        try await inVenue(venue) { transaction in
            let contacts = try await transaction.first(CountContacts()) ?? 0
            let size = contacts <= 50_000 ? 50_000 : min(500_000, contacts / 2 + 1)
            var slices: [ContactSlice] = []
            var after = Identifier<Contact>(rawValue: 0)
            while let end = try await transaction.first(SliceEnd(after: after, size: size)) {
                slices.append(ContactSlice(after: after, upTo: end, reason: reason))
                after = end
            }
            return slices
        }
    }
}
