package import Domain

/// What a run did.
package struct ComputedIndicators: Sendable {
    /// The instant the figures are right for.
    package let asOf: Instant
    package let differences: LevelDifferences
    /// What was found wrong among the contacts checked, and put right; no difference is expected.
    package let repaired: LevelDifferences
}

// What runs do, by who has the venue's turn: one at a time, so that what one compared is what it writes over.
extension Store {
    /// However many marks arrive meanwhile.
    private static let mostBatches = 1_000

    /// Computes every indicator of every contact as of now.
    ///
    /// `notBefore` is the tick it is for, where a clock behind that would compute the wrong season. A second run writes
    /// the same figures, as do the others below.
    func computeIndicators(
        of venue: Venue, for reason: LevelChangeReason, notBefore tick: Instant? = nil
    ) async throws -> ComputedIndicators {
        let (epoch, asOf, _) = try await raiseEpoch(of: venue, notBefore: tick)
        let histories = try await computeHistoriesOfAll(of: venue, asOf: asOf, epoch: epoch, for: reason)
        // The tiers are of the revenues that the histories tell.
        async let previousTiers = computePreviousSpendTier(of: venue, asOf: asOf, for: reason)
        async let currentTiers = computeCurrentSpendTier(of: venue, asOf: asOf, for: reason)
        async let social = computeSocial(of: venue, asOf: asOf, for: reason)
        let differences = try await histories.joined(with: previousTiers).joined(with: currentTiers).joined(
            with: social)
        try await date(
            [.histories, .previousSpendTier, .currentSpendTier, .social], of: venue, asOf: asOf)
        return ComputedIndicators(asOf: asOf, differences: differences, repaired: LevelDifferences())
    }

    /// Computes the indicators of those contacts that the calendar has moved since the last run, and what all have shared; then
    /// checks some others.
    ///
    /// `checked` contacts, those after the ones checked the last time.
    func computeCalendar(
        of venue: Venue, notBefore tick: Instant? = nil, checking checked: Int = 1_000
    ) async throws -> ComputedIndicators {
        let (epoch, asOf, former) = try await raiseEpoch(of: venue, notBefore: tick)
        async let social = computeSocial(of: venue, asOf: asOf, for: .calendar)
        let differences = try await computeMoved(of: venue, since: former, asOf: asOf, epoch: epoch).joined(
            with: social)
        try await date([.histories, .social], of: venue, asOf: asOf)
        let sample = try await inVenue(venue) { try await $0.all(NextToReconcile(limit: checked)) }
        let repaired = try await computeHistories(of: sample, venue: venue, asOf: asOf, epoch: epoch, for: .repair)
        return ComputedIndicators(asOf: asOf, differences: differences, repaired: repaired)
    }

    /// Computes every contact's spend tier of the season under way, once the histories of all have been checked.
    func computeWeek(of venue: Venue) async throws -> ComputedIndicators {
        let (epoch, asOf, former) = try await raiseEpoch(of: venue, notBefore: nil)
        let moved = try await computeMoved(of: venue, since: former, asOf: asOf, epoch: epoch)
        let repaired = try await computeHistoriesOfAll(of: venue, asOf: asOf, epoch: epoch, for: .repair)
        // What is ranked are the stored revenues: those of marked contacts too are to be the latest.
        for _ in 0..<Self.mostBatches where try await refreshMarkedContacts(of: venue, limit: 1_000) == 0 { break }
        let tiers = try await computeCurrentSpendTier(of: venue, asOf: asOf, for: .week)
        try await date([.histories, .currentSpendTier], of: venue, asOf: asOf)
        return ComputedIndicators(asOf: asOf, differences: moved.joined(with: tiers), repaired: repaired)
    }

    /// The histories of those that the calendar has moved since the last run; of all where a season began or ended meanwhile.
    private func computeMoved(
        of venue: Venue, since former: Instant?, asOf: Instant, epoch: Int64
    ) async throws -> LevelDifferences {
        let moved = try await inVenue(venue) { transaction -> [Identifier<Contact>]? in
            guard let former,
                try await transaction.first(SameSeason(former: former, now: asOf, timeZone: venue.timeZone)) == true
            else { return nil }
            return try await transaction.all(
                ContactsMovedByCalendar(former: former, now: asOf, timeZone: venue.timeZone))
        }
        guard let moved else {
            return try await computeHistoriesOfAll(of: venue, asOf: asOf, epoch: epoch, for: .calendar)
        }
        return try await computeHistories(of: moved, venue: venue, asOf: asOf, epoch: epoch, for: .calendar)
    }

    private func raiseEpoch(
        of venue: Venue, notBefore tick: Instant?
    ) async throws -> (epoch: Int64, asOf: Instant, former: Instant?) {
        try await inVenue(venue) { transaction in
            guard let (epoch, former) = try await transaction.first(RaiseEpoch()) else {
                throw StoreFailure.fault("no epoch row")
            }
            // Read while the epoch is ours: a later epoch never has an earlier instant.
            let now = clock.now()
            return (epoch, [now, tick, former].compactMap(\.self).max() ?? now, former)
        }
    }

    private func computeHistoriesOfAll(
        of venue: Venue, asOf: Instant, epoch: Int64, for reason: LevelChangeReason
    ) async throws -> LevelDifferences {
        try await twoAtATime(try await slices(of: venue, for: reason)) { slice in
            try await computingInVenue(venue) { transaction in
                LevelDifferences(
                    try await transaction.all(
                        ComputeHistories(
                            asOf: asOf, timeZone: venue.timeZone, choice: slice, epoch: epoch, isHeld: false)))
            }
        }
    }

    /// Of some contacts, a few thousand in one transaction.
    private func computeHistories(
        of contacts: [Identifier<Contact>], venue: Venue, asOf: Instant, epoch: Int64, for reason: LevelChangeReason
    ) async throws -> LevelDifferences {
        let parts = stride(from: 0, to: contacts.count, by: 2_000).map {
            contacts[$0..<min($0 + 2_000, contacts.count)]
        }
        return try await twoAtATime(parts) { part in
            try await inVenue(venue) { transaction in
                LevelDifferences(
                    try await transaction.all(
                        ComputeHistories(
                            asOf: asOf, timeZone: venue.timeZone, choice: TheseContacts(Array(part), for: reason),
                            epoch: epoch, isHeld: false)))
            }
        }
    }

    private func twoAtATime<Part: Sendable>(
        _ parts: [Part], _ compute: @escaping @Sendable (Part) async throws -> LevelDifferences
    ) async throws -> LevelDifferences {
        try await withThrowingTaskGroup(of: LevelDifferences.self) { group in
            var waiting = parts[...]
            var differences = LevelDifferences()
            func next() {
                guard let part = waiting.popFirst() else { return }
                group.addTask { try await compute(part) }
            }
            next()
            next()
            while let computed = try await group.next() {
                differences = differences + computed
                next()
            }
            return differences
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

    private func computeSocial(
        of venue: Venue, asOf: Instant, for reason: LevelChangeReason
    ) async throws -> LevelDifferences {
        try await inVenue(venue) { transaction in
            LevelDifferences(
                try await transaction.all(
                    ComputeSocialIndicators(asOf: asOf, timeZone: venue.timeZone, reason: reason)))
        }
    }

    private func computePreviousSpendTier(
        of venue: Venue, asOf: Instant, for reason: LevelChangeReason
    ) async throws -> LevelDifferences {
        try await computingInVenue(venue) { transaction in
            LevelDifferences(try await transaction.all(ComputePreviousSpendTier(asOf: asOf, reason: reason)))
        }
    }

    /// A transaction of its own: a second pass over rows already held would not be in their order.
    private func computeCurrentSpendTier(
        of venue: Venue, asOf: Instant, for reason: LevelChangeReason
    ) async throws -> LevelDifferences {
        try await computingInVenue(venue) { transaction in
            LevelDifferences(try await transaction.all(ComputeCurrentSpendTier(asOf: asOf, reason: reason)))
        }
    }

    /// Without contacts' rows in hand: refreshes hold that table first.
    private func date(_ computed: Set<ComputedPart>, of venue: Venue, asOf: Instant) async throws {
        _ = try await inVenue(venue) { try await $0.run(DateIndicators(computed: computed, asOf: asOf)) }
    }
}
