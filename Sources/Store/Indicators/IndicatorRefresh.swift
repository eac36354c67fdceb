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
            let reasons = Dictionary(marked.map { ($0.contact, $0.reason) }, uniquingKeysWith: min)
            let contacts = reasons.keys.sorted { $0.rawValue < $1.rawValue }
            try await transaction.run(HoldEpoch())
            guard let (epoch, computedFor) = try await transaction.first(ReadEpoch()) else {
                throw StoreFailure.fault("no epoch row")
            }
            try await transaction.run(HoldIndicatorRows(contacts: contacts))
            // Not before the last run: its instant may be that of a clock ahead of this one. Statements of their own: they see
            // everything committed before the rows were held.
            let asOf = max(clock.now(), computedFor ?? clock.now())
            try await transaction.run(EndMergedRows(contacts: contacts, asOf: asOf, epoch: epoch))
            _ = try await transaction.all(
                ComputeHistories(
                    asOf: asOf, timeZone: venue.timeZone,
                    choice: TheseContacts(contacts.map { ($0, reasons[$0] ?? .order) }), epoch: epoch, isHeld: true))
            try await transaction.run(MarkForLater(asOf: asOf, contacts: contacts))
            return marked.count
        }
    }
}
