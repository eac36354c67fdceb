package import Domain

extension Store {
    /// Takes a batch of marks and brings the marked contacts' real-time indicators up to date, in one transaction.
    ///
    /// Returns the number of marks taken. Any number of workers may do it at once; a second run has no effect.
    package func refreshMarkedContacts(of venue: Venue, limit: Int) async throws -> Int {
        try await inVenue(venue) { transaction in
            let marked = try await transaction.all(TakeMarks(limit: limit, at: clock.now()))
            guard !marked.isEmpty else { return 0 }
            // Sorted and without doubles: many touches of a contact are one computation.
            let contacts = Set(marked).sorted { $0.rawValue < $1.rawValue }
            try await transaction.run(HoldEpoch())
            guard let epoch = try await transaction.first(ReadEpoch()) else { throw StoreFailure.fault("no epoch row") }
            try await transaction.run(HoldIndicatorRows(contacts: contacts))
            // A statement of its own: it sees everything committed before the rows were held.
            let asOf = clock.now()
            try await transaction.run(
                ComputeHistoryIndicators(
                    asOf: asOf, timeZone: venue.timeZone, contacts: contacts, epoch: epoch, isHeld: true))
            try await transaction.run(MarkForLater(asOf: asOf, contacts: contacts))
            return marked.count
        }
    }

    /// Computes every indicator of every contact as of now, slice by slice, then ends the run.
    ///
    /// Holds the run meanwhile, on a connection of its own: no effect when it is done or another worker has it.
    package func runIndicators(_ run: Identifier<IndicatorRun>, of venue: Venue) async throws {
        try await inVenue(venue) { holder in
            guard try await holder.first(TakeIndicatorRun(id: run)) != nil else { return }
            let (asOf, contacts) = try await computeIndicators(of: venue)
            try await holder.run(
                FinishIndicatorRun(id: run, at: clock.now(), computedFor: asOf, contacts: contacts))
        }
    }

    /// Withdraws a run; false when it is done or a worker has it.
    package func withdrawIndicatorRun(_ run: Identifier<IndicatorRun>, of venue: Venue) async throws -> Bool {
        try await inVenue(venue) { transaction in
            guard try await transaction.first(TakeIndicatorRun(id: run)) != nil else { return false }
            return try await transaction.run(CancelIndicatorRun(id: run, at: clock.now())) == 1
        }
    }

    /// Computes every indicator of every contact as of now.
    ///
    /// `notBefore` is the tick it is for, where a clock behind that would compute the wrong season. A second run writes the
    /// same figures, as do the others below.
    @discardableResult
    package func computeIndicators(
        of venue: Venue, notBefore tick: Instant? = nil
    ) async throws -> (asOf: Instant, contacts: Int) {
        let (asOf, contacts) = try await computeHistories(of: venue, notBefore: tick)
        try await computePreviousSpendTier(of: venue, asOf: asOf)
        try await computeCurrentSpendTier(of: venue, asOf: asOf)
        try await computeSocial(of: venue, asOf: asOf)
        return (asOf, contacts)
    }

    /// Computes the indicators of every contact's own history as of now, slice by slice.
    @discardableResult
    package func computeHistories(
        of venue: Venue, notBefore tick: Instant? = nil
    ) async throws -> (asOf: Instant, contacts: Int) {
        let (epoch, asOf) = try await raiseEpoch(of: venue, notBefore: tick)
        return (asOf, try await storeHistories(of: venue, asOf: asOf, epoch: epoch))
    }

    /// Computes what every contact shared and whom that brought.
    package func computeSocial(of venue: Venue, asOf: Instant) async throws {
        _ = try await inVenue(venue) { transaction in
            try await transaction.run(ComputeSocialIndicators(asOf: asOf, timeZone: venue.timeZone))
        }
        _ = try await inVenue(venue) { try await $0.run(DateSocialIndicators(asOf: asOf)) }
    }

    /// Computes every contact's spend tier of the season that ended last.
    private func computePreviousSpendTier(of venue: Venue, asOf: Instant) async throws {
        try await inVenue(venue) { transaction in
            _ = try await transaction.run(ComputePreviousSpendTier(asOf: asOf, timeZone: venue.timeZone))
        }
    }

    /// Computes every contact's spend tier of the season under way.
    ///
    /// A transaction of its own: a second pass over rows already held would not be in their order.
    package func computeCurrentSpendTier(of venue: Venue, asOf: Instant) async throws {
        try await inVenue(venue) { transaction in
            _ = try await transaction.run(ComputeCurrentSpendTier(asOf: asOf, timeZone: venue.timeZone))
        }
    }

    private func raiseEpoch(
        of venue: Venue, notBefore tick: Instant?
    ) async throws -> (epoch: Int64, asOf: Instant) {
        try await inVenue(venue) { transaction in
            guard let epoch = try await transaction.first(RaiseEpoch()) else {
                throw StoreFailure.fault("no epoch row")
            }
            // Read while the epoch is ours: a later epoch never has an earlier instant.
            let now = clock.now()
            return (epoch, max(now, tick ?? now))
        }
    }

    /// Returns the number of contacts.
    private func storeHistories(of venue: Venue, asOf: Instant, epoch: Int64) async throws -> Int {
        var after = Identifier<Contact>(rawValue: 0)
        var computed = 0
        while true {
            let slice = try await inVenue(venue) { transaction in
                let contacts = try await transaction.all(NextContacts(after: after, limit: 20_000))
                try await transaction.run(
                    ComputeHistoryIndicators(
                        asOf: asOf, timeZone: venue.timeZone, contacts: contacts, epoch: epoch, isHeld: false))
                return contacts
            }
            guard let last = slice.last else { return computed }
            after = last
            computed += slice.count
        }
    }
}
