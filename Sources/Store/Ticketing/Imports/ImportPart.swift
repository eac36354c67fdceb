import Domain
import Postgres

/// A part of a file, read and ready to be written in a transaction.
protocol ImportPart: Sendable {
    /// Writes what is right and answers what became of every line.
    func write(_ fileImport: ImportUnderWay, in transaction: VenueTransaction, at: Instant) async throws -> PartOutcome
}

/// What became of the lines of a part.
struct PartOutcome: Sendable {
    var counts = FileImport.Counts()
    var refusals: [RefusedLine] = []

    mutating func refuse(_ line: Int64, _ reasons: [RefusalReason]) {
        counts.refusedLines += 1
        refusals.append(RefusedLine(line: line, reasons: reasons))
    }

    /// Counts the outcomes of the lines they are of, in the same order.
    mutating func count(_ results: [UpsertResult], of lines: [Int64]) {
        for (line, result) in zip(lines, results) {
            switch result.outcome {
            case .created: counts.newLines += 1
            case .updated: counts.changedLines += 1
            case .unchanged: counts.unchangedLines += 1
            case .superseded: counts.supersededLines += 1
            case .refused: refuse(line, result.reasons)
            }
        }
    }
}

/// Lines of orders.
struct OrdersPart: ImportPart {
    let part: ArrivingPart
    /// As COPY reads them.
    let file: [UInt8]

    func write(_ fileImport: ImportUnderWay, in transaction: VenueTransaction, at: Instant) async throws -> PartOutcome
    {
        let taken = try await transaction.take(file, as: part, of: fileImport.id, at: at)
        var outcome = PartOutcome()
        for refusal in taken.refusals { outcome.refuse(refusal.line, refusal.reasons) }
        let counts = taken.written.lines
        outcome.counts.newOrders = counts.newOrders
        outcome.counts.newLines = counts.newLines
        outcome.counts.changedLines = counts.changedLines
        outcome.counts.supersededLines = counts.supersededLines
        outcome.counts.unchangedLines =
            counts.acceptedLines - counts.newLines - counts.changedLines - counts.supersededLines
        return outcome
    }
}

/// Contacts.
struct ContactsPart: ImportPart {
    let contacts: [ImportedContact]

    func write(_ fileImport: ImportUnderWay, in transaction: VenueTransaction, at: Instant) async throws -> PartOutcome
    {
        var outcome = PartOutcome()
        let times = Dictionary(contacts.map { ($0.externalID, 1) }, uniquingKeysWith: +)
        var told: [(line: Int64, telling: ContactTelling)] = []
        for contact in contacts {
            let isDouble = contact.externalID != nil && times[contact.externalID, default: 0] > 1
            let reasons = contact.reasons + (isDouble ? [.duplicateID] : [])
            if let telling = contact.telling, reasons.isEmpty {
                told.append((contact.line, telling))
            } else {
                outcome.refuse(contact.line, reasons)
            }
        }
        // In the order in which every writer of several contacts takes them.
        told.sort { $0.telling.externalID.utf8.lexicographicallyPrecedes($1.telling.externalID.utf8) }
        for start in stride(from: 0, to: told.count, by: Self.atOnce) {
            let some = told[start..<min(start + Self.atOnce, told.count)]
            let results = try await transaction.write(
                some.map(\.telling), from: fileImport.source, at: fileImport.arrivedAt)
            outcome.count(results, of: some.map(\.line))
        }
        return outcome
    }

    private static let atOnce = 5_000
}

/// Things of the catalogue, whatever they are.
struct CataloguePart: ImportPart {
    let entries: [ImportedEntry]

    func write(_ fileImport: ImportUnderWay, in transaction: VenueTransaction, at: Instant) async throws -> PartOutcome
    {
        var outcome = PartOutcome()
        let times = Dictionary(entries.map { (Name($0), 1) }, uniquingKeysWith: +)
        var taken: [ImportedEntry] = []
        for entry in entries {
            let isDouble = entry.externalID != nil && times[Name(entry), default: 0] > 1
            let reasons = entry.reasons + (isDouble ? [.duplicateID] : [])
            if reasons.isEmpty && entry.telling != nil {
                taken.append(entry)
            } else {
                outcome.refuse(entry.line, reasons)
            }
        }
        for type in CatalogueType.allCases {
            let some = taken.filter { $0.type == type }
            for start in stride(from: 0, to: some.count, by: Self.atOnce) {
                let chunk = Array(some[start..<min(start + Self.atOnce, some.count)])
                let results = try await Self.write(chunk, of: type, fileImport, transaction)
                outcome.count(results, of: chunk.map(\.line))
            }
        }
        outcome.refusals.sort { $0.line < $1.line }
        return outcome
    }

    private struct Name: Hashable {
        let type: CatalogueType?
        let externalID: String?

        init(_ entry: ImportedEntry) {
            type = entry.type
            externalID = entry.externalID
        }
    }

    private static let atOnce = 1_000

    /// Writes entries that are all of one type.
    private static func write(
        _ entries: [ImportedEntry], of type: CatalogueType, _ fileImport: ImportUnderWay,
        _ transaction: VenueTransaction
    ) async throws -> [UpsertResult] {
        func tell<Telling: CatalogueTelling>(
            _ choose: (ImportedEntry.Telling) -> Telling?
        ) async throws -> [UpsertResult] {
            try await transaction.write(
                entries.compactMap { $0.telling.flatMap(choose) }, from: fileImport.source, at: fileImport.arrivedAt)
        }
        return switch type {
        case .hall: try await tell { if case .hall(let telling) = $0 { telling } else { nil } }
        case .show: try await tell { if case .show(let telling) = $0 { telling } else { nil } }
        case .performance: try await tell { if case .performance(let telling) = $0 { telling } else { nil } }
        case .quota: try await tell { if case .quota(let telling) = $0 { telling } else { nil } }
        case .product: try await tell { if case .product(let telling) = $0 { telling } else { nil } }
        case .audienceCategory: try await tell { if case .audienceCategory(let telling) = $0 { telling } else { nil } }
        case .tariff: try await tell { if case .tariff(let telling) = $0 { telling } else { nil } }
        case .salesChannel: try await tell { if case .salesChannel(let telling) = $0 { telling } else { nil } }
        }
    }
}
