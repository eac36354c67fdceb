/// A line of a file of the catalogue, read.
package struct ImportedEntry: Sendable {
    /// What it tells; nil when it is refused.
    package enum Telling: Sendable {
        case hall(HallTelling)
        case show(ShowTelling)
        case performance(PerformanceTelling)
        case quota(QuotaTelling)
        case product(ProductTelling)
        case audienceCategory(AudienceCategoryTelling)
        case tariff(TariffTelling)
        case salesChannel(SalesChannelTelling)
    }

    package let line: Int64
    package let externalID: String?
    package let type: CatalogueType?
    package let telling: Telling?
    package let reasons: [RefusalReason]

    package init(_ row: ImportRow, instants: LocalInstants) {
        var reader = CatalogueReader(row, instants: instants)
        line = row.line
        let id = reader.fields.required(.externalID, else: .missingID)
        let type = reader.fields.requiredValue(.type, else: .unknownType) {
            CatalogueType(rawValue: $0.trimmingBlanks.lowercased())
        }
        let read = type.flatMap { reader.telling(of: $0, externalID: id ?? "") }
        externalID = id
        self.type = type
        reasons = reader.fields.reasons
        telling = reasons.isEmpty ? read : nil
    }
}

/// Reads a record as what its type says.
private struct CatalogueReader {
    var fields: FieldReader<CatalogueColumn>
    private let instants: LocalInstants

    init(_ row: ImportRow, instants: LocalInstants) {
        fields = FieldReader(row)
        self.instants = instants
    }

    mutating func telling(of type: CatalogueType, externalID: String) -> ImportedEntry.Telling? {
        let updatedAt = fields.value(.sourceUpdatedAt, else: .invalidSourceDate, FileMoment.init).map(instants.instant)
        switch type {
        case .hall: return hall(externalID, updatedAt).map { .hall($0) }
        case .show: return show(externalID, updatedAt).map { .show($0) }
        case .performance: return performance(externalID, updatedAt).map { .performance($0) }
        case .quota: return quota(externalID, updatedAt).map { .quota($0) }
        case .product: return product(externalID, updatedAt).map { .product($0) }
        case .audienceCategory: return audienceCategory(externalID, updatedAt).map { .audienceCategory($0) }
        case .tariff: return tariff(externalID, updatedAt).map { .tariff($0) }
        case .salesChannel: return salesChannel(externalID, updatedAt).map { .salesChannel($0) }
        }
    }

    private mutating func name() -> String? { fields.required(.name, else: .missingName) }

    private mutating func count(_ column: CatalogueColumn) -> Int64? {
        fields.value(column, else: .invalidSeats) { FileNumber.read($0, in: 0...1_000_000) }
    }

    private mutating func flag(_ column: CatalogueColumn) -> Told<Bool> {
        told(fields.value(column, else: .invalidFlag, FileFlag.read))
    }

    private mutating func moment(_ column: CatalogueColumn, else reason: RefusalReason) -> Instant? {
        fields.value(column, else: reason, FileMoment.init).map(instants.instant)
    }

    /// An empty cell says nothing.
    private func told<Value>(_ value: Value?) -> Told<Value> { value.map { .value($0) } ?? .nothing }

    private mutating func hall(_ id: String, _ updatedAt: Instant?) -> HallTelling? {
        let (name, capacity) = (name(), count(.capacity))
        guard let name else { return nil }
        var telling = HallTelling(externalID: id, name: name)
        telling.sourceUpdatedAt = updatedAt
        telling.capacity = told(capacity)
        return telling
    }

    private mutating func show(_ id: String, _ updatedAt: Instant?) -> ShowTelling? {
        let name = name()
        var telling = ShowTelling(externalID: id, name: name ?? "")
        telling.sourceUpdatedAt = updatedAt
        telling.family = told(fields.choice(.family, else: .unknownFamily))
        telling.genre = told(fields.text(.genre))
        telling.domain = told(fields.choice(.domain, else: .unknownDomain, isUpperCase: true))
        telling.isForYoungAudiences = flag(.isForYoungAudiences)
        return name == nil ? nil : telling
    }

    private mutating func performance(_ id: String, _ updatedAt: Instant?) -> PerformanceTelling? {
        let show = fields.required(.showID, else: .missingShow)
        let startsAt = fields.requiredValue(.startsAt, else: .invalidStart, FileMoment.init).map(instants.instant)
        var telling = PerformanceTelling(
            externalID: id, show: show ?? "", startsAt: startsAt ?? Instant(microseconds: 0))
        telling.sourceUpdatedAt = updatedAt
        telling.season = told(fields.text(.season))
        telling.hall = told(fields.text(.hallID))
        telling.state = told(fields.choice(.state, else: .unknownState))
        telling.movedFrom = told(moment(.movedFrom, else: .invalidMovedDate))
        telling.capacity = told(count(.capacity))
        return show == nil || startsAt == nil ? nil : telling
    }

    private mutating func quota(_ id: String, _ updatedAt: Instant?) -> QuotaTelling? {
        let performance = fields.required(.performanceID, else: .missingPerformance)
        let name = name()
        let seats = fields.requiredValue(.seats, else: .invalidSeats) { FileNumber.read($0, in: 0...1_000_000) }
        guard let performance, let name, let seats else { return nil }
        var telling = QuotaTelling(externalID: id, performance: performance, name: name, seats: seats)
        telling.sourceUpdatedAt = updatedAt
        return telling
    }

    private mutating func product(_ id: String, _ updatedAt: Instant?) -> ProductTelling? {
        let name = name()
        let family: ProductFamily? = fields.requiredValue(.family, else: .unknownFamily) {
            ProductFamily(rawValue: $0.trimmingBlanks.lowercased())
        }
        var telling = ProductTelling(externalID: id, name: name ?? "", family: family ?? .goods)
        telling.sourceUpdatedAt = updatedAt
        telling.season = told(fields.text(.season))
        telling.validFrom = told(fields.value(.validFrom, else: .invalidValidityDate, LocalDate.init(inFile:)))
        telling.validTo = told(fields.value(.validTo, else: .invalidValidityDate, LocalDate.init(inFile:)))
        telling.givesSubscriber = flag(.givesSubscriber)
        if let from = telling.validFrom.said, let to = telling.validTo.said, from > to {
            fields.refuse(.invalidValidity)
        }
        return name == nil || family == nil ? nil : telling
    }

    private mutating func audienceCategory(_ id: String, _ updatedAt: Instant?) -> AudienceCategoryTelling? {
        let name = name()
        var telling = AudienceCategoryTelling(externalID: id, name: name ?? "")
        telling.sourceUpdatedAt = updatedAt
        telling.isChild = flag(.isChild)
        return name == nil ? nil : telling
    }

    private mutating func tariff(_ id: String, _ updatedAt: Instant?) -> TariffTelling? {
        let name = name()
        let kind: TariffKind? = fields.requiredValue(.tariffKind, else: .unknownTariffKind) {
            TariffKind(rawValue: $0.trimmingBlanks.lowercased())
        }
        guard let name, let kind else { return nil }
        var telling = TariffTelling(externalID: id, name: name, kind: kind)
        telling.sourceUpdatedAt = updatedAt
        return telling
    }

    private mutating func salesChannel(_ id: String, _ updatedAt: Instant?) -> SalesChannelTelling? {
        let name = name()
        let type: ChannelType? = fields.requiredValue(.channelType, else: .unknownChannelType) {
            ChannelType(rawValue: $0.trimmingBlanks.uppercased())
        }
        guard let name, let type else { return nil }
        var telling = SalesChannelTelling(externalID: id, name: name, type: type)
        telling.sourceUpdatedAt = updatedAt
        return telling
    }
}
