package import Domain

extension Store {
    /// Imports the rows received under `id`: checks them, writes what is right, keeps a report of what is refused,
    /// marks the contacts touched, all in one transaction.
    ///
    /// False when it is finished or another worker has it: a second run has no effect.
    package func runImport(_ id: Identifier<OrderImport>, of venue: Venue) async throws -> Bool {
        try await inVenue(venue) { transaction in
            guard try await transaction.first(TakeImport(id: id)) != nil else { return false }
            try await transaction.run(ReadImportLines(id: id, venue: venue))
            var counts = OrderImport.Counts()
            counts.refusedLines = Int64(try await transaction.run(KeepRefusals(id: id)))
            try await transaction.run(DropRefusedLines(id: id))
            try await transaction.run(ImportContacts(id: id, at: clock.now()))
            try await transaction.run(ImportShows(id: id))
            try await transaction.run(ImportPerformances(id: id))
            counts.newOrders = Int64(try await transaction.run(ImportOrders(id: id)))
            counts.changedLines = Int64(try await transaction.run(ImportChangedLines(id: id, at: clock.now())))
            counts.newLines = Int64(try await transaction.run(ImportNewLines(id: id)))
            try await transaction.run(MarkImportedContacts(id: id, at: clock.now()))
            counts.acceptedLines = Int64(try await transaction.run(DropImportLines(id: id)))
            try await transaction.run(DropImportRows(id: id))
            try await transaction.run(FinishImport(id: id, counts: counts, at: clock.now()))
            return true
        }
    }

    /// Counts an attempt before it begins, so that one that kills its worker is counted too.
    ///
    /// Nil when the import is finished or another worker has it.
    package func beginImport(_ id: Identifier<OrderImport>, of venue: Venue) async throws -> Int64? {
        try await inVenue(venue) { try await $0.first(BeginImport(id: id)) }
    }

    /// Gives an import up: nothing of it is kept but the reason.
    ///
    /// No effect when it is finished or another worker has it.
    package func giveUpImport(_ id: Identifier<OrderImport>, of venue: Venue, failure: String) async throws {
        try await inVenue(venue) { transaction in
            guard try await transaction.first(TakeImport(id: id)) != nil else { return }
            try await transaction.run(DropImportRows(id: id))
            try await transaction.run(FailImport(id: id, failure: failure, at: clock.now()))
        }
    }

    /// Withdraws an import and drops its rows; false when it is finished or a worker has it.
    package func withdrawImport(_ id: Identifier<OrderImport>, of venue: Venue) async throws -> Bool {
        try await inVenue(venue) { transaction in
            guard try await transaction.first(TakeImport(id: id)) != nil else { return false }
            try await transaction.run(DropImportRows(id: id))
            return try await transaction.run(CancelImport(id: id, at: clock.now())) == 1
        }
    }
}
