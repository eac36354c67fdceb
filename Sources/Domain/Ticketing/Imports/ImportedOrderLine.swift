/// A line of a file of orders, read: what could not be is nil, and a reason says so.
package struct ImportedOrderLine: Sendable {
    package let line: Int64
    package let reasons: [RefusalReason]
    package var sourceUpdatedAt: FileMoment?
    package var orderID: String?
    package var orderedAt: FileMoment?
    package var contactID: String?
    package var contactEmail: String?
    package var contactFirstName: String?
    package var contactLastName: String?
    package var contactKind: Contact.Kind?
    package var payerID: String?
    package var channel: ChannelType?
    package var salesChannelID: String?
    package var lineID: String?
    package var status: LineStatus?
    package var statusAt: FileMoment?
    package var family: ProductFamily?
    package var showID: String?
    package var showName: String?
    package var genre: String?
    package var performanceID: String?
    package var performanceAt: FileMoment?
    package var season: String?
    package var product: String?
    package var productID: String?
    package var tariffID: String?
    package var audienceCategoryID: String?
    package var validFrom: LocalDate?
    package var validTo: LocalDate?
    package var replaces: String?
    package var subscriptionOrder: String?
    package var subscriptionLine: String?
    package var quantity: Int64?
    package var amount: Int64?
    package var holderID: String?

    /// Reads a record of a venue that counts in `currency`.
    package init(_ row: ImportRow, currency: String) {
        var fields = FieldReader<OrderColumn>(row)
        line = row.line
        orderID = fields.required(.orderID, else: .missingOrder)
        lineID = fields.required(.lineID, else: .missingLine)
        contactID = fields.required(.contactID, else: .missingContact)
        orderedAt = fields.requiredValue(.orderedAt, else: .invalidDate, FileMoment.init)
        sourceUpdatedAt = fields.value(.sourceUpdatedAt, else: .invalidSourceDate, FileMoment.init)
        statusAt = fields.value(.statusAt, else: .unreadableStatusDate, FileMoment.init)
        performanceAt = fields.value(.performanceAt, else: .invalidPerformanceDate, FileMoment.init)
        amount = fields.requiredValue(.amount, else: .invalidAmount, FileAmount.cents)
        quantity = 1
        if fields.raw(.quantity) != nil {
            quantity = fields.value(.quantity, else: .invalidQuantity) { FileNumber.read($0, in: 1...10_000) }
        }
        if fields.raw(.currency)?.trimmingBlanks.uppercased() != currency { fields.refuse(.foreignCurrency) }
        salesChannelID = fields.text(.salesChannelID)
        channel = fields.choice(.channel, else: .unknownChannel, isUpperCase: true)
        if fields.raw(.channel) == nil && salesChannelID == nil { channel = .others }
        status = fields.choice(.status, else: .unknownStatus) ?? .sold
        family = fields.choice(.family, else: .unknownFamily)
        contactKind = fields.choice(.contactKind, else: .unknownKind)
        contactEmail = fields.text(.contactEmail)
        contactFirstName = fields.text(.contactFirstName)
        contactLastName = fields.text(.contactLastName)
        payerID = fields.text(.payerID)
        holderID = fields.text(.holderID)
        let (show, name) = (fields.text(.showID), fields.text(.showName))
        showID = show ?? name
        showName = name ?? show
        genre = fields.text(.genre)
        performanceID = fields.text(.performanceID)
        season = fields.text(.season)
        product = fields.text(.product)
        productID = fields.text(.productID)
        tariffID = fields.text(.tariffID)
        audienceCategoryID = fields.text(.audienceCategoryID)
        validFrom = fields.value(.validFrom, else: .invalidValidityDate, LocalDate.init(inFile:))
        validTo = fields.value(.validTo, else: .invalidValidityDate, LocalDate.init(inFile:))
        replaces = fields.text(.replaces)
        subscriptionOrder = fields.text(.subscriptionOrder)
        subscriptionLine = fields.text(.subscriptionLine)
        reasons = fields.reasons
    }

    /// Whether it names a performance and does not say when and of what.
    package var lacksPerformance: Bool {
        performanceID != nil && (performanceAt == nil || showID == nil) && !reasons.contains(.invalidPerformanceDate)
    }
}
