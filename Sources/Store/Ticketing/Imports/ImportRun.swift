package import Domain

extension Store {
    /// Imports what was received under `id`, part after part, each in a transaction of its own with its progress: whatever ends
    /// the run, the next one goes on where it stood.
    ///
    /// `progress` is told the parts behind and all there are. False when it is finished or withdrawn, or another worker is at it.
    package func runImport(
        _ id: Identifier<FileImport>, of venue: Venue, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
    ) async throws -> Bool {
        guard let fileImport = try await settledImport(id, of: venue) else { return false }
        let reading = ImportReading(store: self, venue: venue, fileImport: fileImport)
        var part = fileImport.finishedParts
        var next: (any ImportPart)? = part < fileImport.parts ? try await reading.part(part) : nil
        while let current = next {
            let following = part + 1
            // One is read while the other is written.
            async let read = following < fileImport.parts ? reading.part(following) : nil
            guard let behind = try await write(current, number: part, of: fileImport, in: venue) else { return false }
            progress(behind, fileImport.parts)
            next = try await read
            part = following
        }
        return try await inVenue(venue) { transaction in
            guard let current = try await transaction.first(TakeImport(id: id)), current.finishedParts == current.parts
            else { return false }
            if !current.isPreview { try await transaction.run(DropImportRows(id: id)) }
            try await transaction.markImportedContacts(of: id, at: clock.now())
            try await transaction.run(FinishImport(id: id, at: clock.now()))
            return true
        }
    }

    private static var mostLines: Int64 { 400_000 }
    private static var mostBytes: Int64 { 256 << 20 }

    /// The import with its parts as they are to be written.
    private func settledImport(_ id: Identifier<FileImport>, of venue: Venue) async throws -> ImportUnderWay? {
        try await inVenue(venue) { transaction in
            guard let taken = try await transaction.first(TakeImport(id: id)) else { return nil }
            if !taken.isSettled {
                try await transaction.run(SettleImport(id: id))
                // A part is held in memory whole.
                guard let largest = try await transaction.first(LargestPart(id: id)), largest.lines <= Self.mostLines,
                    largest.bytes <= Self.mostBytes
                else { throw ImportTooTorn() }
            }
            return taken
        }
    }

    /// Writes a part, if it is the import's next; answers how many parts are then behind.
    ///
    /// Of a preview nothing stays but the report: the transaction that wrote is undone.
    private func write(
        _ part: any ImportPart, number: Int64, of fileImport: ImportUnderWay, in venue: Venue
    ) async throws -> Int64? {
        func isNext(_ transaction: VenueTransaction) async throws -> Bool {
            guard let taken = try await transaction.first(TakeImport(id: fileImport.id)) else { return false }
            // A preview may have been applied meanwhile.
            return taken.finishedParts == number && taken.isPreview == fileImport.isPreview
        }
        func keep(_ outcome: PartOutcome, _ transaction: VenueTransaction) async throws {
            if !outcome.refusals.isEmpty {
                try await transaction.run(KeepRefusals(id: fileImport.id, refusals: outcome.refusals))
            }
            try await transaction.run(AdvanceImport(id: fileImport.id, part: number, counts: outcome.counts))
        }
        guard fileImport.isPreview else {
            return try await inVenue(venue) { transaction in
                guard try await isNext(transaction) else { return nil }
                try await keep(try await part.write(fileImport, in: transaction, at: clock.now()), transaction)
                return number + 1
            }
        }
        do {
            return try await inVenue(venue) { transaction in
                guard try await isNext(transaction) else { return nil }
                throw Undone(outcome: try await part.write(fileImport, in: transaction, at: clock.now()))
            }
        } catch let undone as Undone {
            return try await inVenue(venue) { transaction in
                guard try await isNext(transaction) else { return nil }
                try await keep(undone.outcome, transaction)
                return number + 1
            }
        }
    }

    /// Counts an attempt before it begins, so that one that kills its worker is counted too.
    ///
    /// Nil when the import is finished or another worker has it.
    package func beginImport(_ id: Identifier<FileImport>, of venue: Venue) async throws -> Int64? {
        try await inVenue(venue) { try await $0.first(BeginImport(id: id)) }
    }

    /// Takes back an attempt that failed for nothing that lies in the import.
    package func forgiveAttempt(_ id: Identifier<FileImport>, of venue: Venue) async throws {
        _ = try await inVenue(venue) { try await $0.run(ForgiveAttempt(id: id)) }
    }

    /// Gives an import up; what was applied stays.
    ///
    /// No effect when it is finished.
    package func giveUpImport(_ id: Identifier<FileImport>, of venue: Venue, failure: String) async throws {
        try await inVenue(venue) { transaction in
            guard try await transaction.first(TakeImport(id: id)) != nil else { return }
            try await transaction.run(DropImportRows(id: id))
            try await transaction.markImportedContacts(of: id, at: clock.now())
            try await transaction.run(FailImport(id: id, failure: failure, at: clock.now()))
        }
    }

    /// Withdraws an import and drops its rows, what was applied stays; false when it is finished or a worker has it.
    package func withdrawImport(_ id: Identifier<FileImport>, of venue: Venue) async throws -> Bool {
        try await inVenue(venue) { transaction in
            guard try await transaction.first(TakeFreeImport(id: id)) != nil else { return false }
            return try await transaction.cancelImport(id, at: clock.now()) != nil
        }
    }
}

extension VenueTransaction {
    /// Withdraws an import, waiting for the part under way; nil when it has ended or there is none.
    package func cancelImport(_ id: Identifier<FileImport>, at instant: Instant) async throws -> FileImport? {
        guard try await first(CancelImport(id: id, at: instant)) != nil else { return nil }
        try await run(DropImportRows(id: id))
        try await markImportedContacts(of: id, at: instant)
        return try await first(FindImport(id: id))
    }

    /// Marks every contact that an import's orders touched, once; none is left to be marked.
    fileprivate func markImportedContacts(of id: Identifier<FileImport>, at instant: Instant) async throws {
        try await run(MarkImportedContacts(id: id, at: instant))
        try await run(DropImportMarks(id: id))
    }

    /// Has a previewed import applied; nil when it was not previewed or there is none.
    package func applyPreview(_ id: Identifier<FileImport>, at instant: Instant) async throws -> FileImport? {
        guard try await first(ApplyPreview(id: id, at: instant)) != nil else { return nil }
        try await run(DropRefusals(id: id))
        return try await first(FindImport(id: id))
    }
}

/// A part would be too large to hold: the lines of its orders are spread over the file.
package struct ImportTooTorn: Error {}

/// Undoes the transaction that found it out.
private struct Undone: Error {
    let outcome: PartOutcome
}
