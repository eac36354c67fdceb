import Domain
import Postgres

/// Lines of a file as rows of `arriving_lines`; those to be refused lie there with their reasons, so that every other reason is
/// found too.
struct ImportedOrderRows {
    private(set) var rows = BinaryRows()
    private let part: ArrivingPart
    private let source: Source
    private let arrivedAt: Instant
    private let instants: LocalInstants

    init(part: ArrivingPart, source: Source, arrivedAt: Instant, instants: LocalInstants) {
        self.part = part
        self.source = source
        self.arrivedAt = arrivedAt
        self.instants = instants
    }

    mutating func append(_ line: ImportedOrderLine) {
        rows.beginRow(columns: 39, reserving: 512)
        rows.append(integer: part.batch)
        rows.append(integer: part.part)
        rows.append(integer: line.line)
        rows.append(texts: line.reasons.map(\.rawValue))
        rows.append(text: source.rawValue)
        rows.append(bool: line.sourceUpdatedAt != nil)
        rows.append(instant: line.sourceUpdatedAt.map(instants.instant) ?? arrivedAt)
        rows.append(text: line.orderID)
        rows.append(instant: line.orderedAt.map(instants.instant))
        rows.append(text: line.contactID)
        rows.append(text: line.contactEmail)
        rows.append(text: line.contactFirstName)
        rows.append(text: line.contactLastName)
        rows.append(text: line.contactKind?.rawValue)
        rows.append(text: line.payerID)
        rows.append(text: line.channel?.rawValue)
        rows.append(text: line.salesChannelID)
        rows.append(text: line.lineID)
        rows.append(text: line.status?.rawValue)
        rows.append(instant: line.statusAt.map(instants.instant))
        appendWhatIsSold(line)
    }

    private mutating func appendWhatIsSold(_ line: ImportedOrderLine) {
        rows.append(text: line.family?.rawValue)
        rows.append(text: line.showID)
        rows.append(text: line.showName)
        rows.append(text: line.genre)
        rows.append(text: line.performanceID)
        rows.append(instant: line.performanceAt.map(instants.instant))
        rows.append(text: line.season)
        rows.append(text: line.product)
        rows.append(text: line.productID)
        rows.append(text: line.tariffID)
        rows.append(text: line.audienceCategoryID)
        rows.append(date: line.validFrom)
        rows.append(date: line.validTo)
        rows.append(text: line.replaces)
        rows.append(text: line.subscriptionOrder)
        rows.append(text: line.subscriptionLine)
        rows.append(optionalInteger: line.quantity)
        rows.append(optionalInteger: line.amount)
        rows.append(text: line.holderID)
    }
}
