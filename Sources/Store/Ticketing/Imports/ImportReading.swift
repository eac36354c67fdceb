import Domain
import Postgres

/// Reads the parts of a file, so that the next is ready while one is written.
struct ImportReading: Sendable {
    let store: Store
    let venue: Venue
    let fileImport: ImportUnderWay
    private let descriptions = PerformanceDescriptions()

    /// The most performances a file may describe apart from the lines that name them.
    private static let mostDescriptions: Int64 = 100_000

    func part(_ number: Int64) async throws -> any ImportPart {
        let rows = try await store.inVenue(venue) { transaction in
            try await transaction.all(ReadImportRows(id: fileImport.id, part: number, kind: fileImport.kind))
        }
        switch fileImport.kind {
        case .orders: return try await orders(rows)
        case .contacts:
            let places = [ContactColumn.sourceUpdatedAt.rawValue]
            let instants = try await instants(of: rows.lazy.flatMap { $0.moments(at: places) })
            return ContactsPart(contacts: rows.map { ImportedContact($0, instants: instants) })
        case .catalogue:
            let places = [CatalogueColumn.sourceUpdatedAt, .startsAt, .movedFrom].map(\.rawValue)
            let instants = try await instants(of: rows.lazy.flatMap { $0.moments(at: places) })
            return CataloguePart(entries: rows.map { ImportedEntry($0, instants: instants) })
        }
    }

    private func orders(_ rows: [ImportRow]) async throws -> OrdersPart {
        var lines = rows.map { ImportedOrderLine($0, currency: venue.currency) }
        if lines.contains(where: \.lacksPerformance) { try await describe(&lines) }
        let instants = try await instants(
            of: lines.lazy.flatMap { line in
                [line.orderedAt, line.performanceAt, line.sourceUpdatedAt, line.statusAt].lazy.compactMap(\.self)
            })
        let part = ArrivingPart(batch: ArrivingPart.newBatch())
        var staged = ImportedOrderRows(
            part: part, source: fileImport.source, arrivedAt: fileImport.arrivedAt, instants: instants)
        for line in lines { staged.append(line) }
        return OrdersPart(part: part, file: staged.rows.file)
    }

    /// Says of performances what another line of the file says of them, so that it does not matter which part that one is in.
    private func describe(_ lines: inout [ImportedOrderLine]) async throws {
        let descriptions = try await descriptions.known {
            try await store.inVenue(venue) { transaction in
                try await transaction.all(DescribedPerformances(id: fileImport.id, limit: Self.mostDescriptions))
            }
        }
        for place in lines.indices where lines[place].lacksPerformance {
            guard let description = lines[place].performanceID.flatMap({ descriptions[$0] }),
                let moment = FileMoment(description.at)
            else { continue }
            let (show, name) = (
                description.show.map(FileText.unguarded), description.showName.map(FileText.unguarded)
            )
            lines[place].performanceAt = lines[place].performanceAt ?? moment
            lines[place].genre = lines[place].genre ?? description.genre.map(FileText.unguarded)
            if lines[place].showID == nil {
                lines[place].showID = show ?? name
                lines[place].showName = name ?? show
            }
        }
    }

    /// The instants of all local times among the moments.
    private func instants(of moments: some Sequence<FileMoment>) async throws -> LocalInstants {
        var times: Set<Int64> = []
        for case .local(let microseconds) in moments { times.insert(microseconds) }
        guard !times.isEmpty else { return LocalInstants([:]) }
        let placed = try await store.inVenue(venue) { transaction in
            try await transaction.all(PlaceLocalTimes(times: Array(times), timeZone: venue.timeZone))
        }
        return LocalInstants(Dictionary(placed.map { ($0.local, $0.instant) }) { first, _ in first })
    }
}

/// What a file says of performances apart from the lines that name them: looked for once, by the first part that needs it.
private actor PerformanceDescriptions {
    private var found: [String: DescribedPerformances.Description]?

    func known(
        _ read: () async throws -> [DescribedPerformances.Description]
    ) async throws -> [String: DescribedPerformances.Description] {
        if let found { return found }
        let described = Dictionary(try await read().map { (FileText.unguarded($0.performance), $0) }) { first, _ in
            first
        }
        found = described
        return described
    }
}

extension ImportRow {
    /// The moments in some of its fields, as far as they can be read.
    fileprivate func moments(at places: [Int]) -> [FileMoment] {
        places.compactMap { place in fields[place].flatMap(FileMoment.init) }
    }
}
