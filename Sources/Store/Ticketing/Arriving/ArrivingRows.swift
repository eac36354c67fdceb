import Domain
import Postgres

/// Orders on their way in, as rows of `arriving_lines`.
struct ArrivingRows {
    private(set) var rows = BinaryRows()
    private let part: ArrivingPart
    private let source: Source
    private let arrivedAt: Instant
    private var lines: Int64 = 0

    init(part: ArrivingPart, source: Source, arrivedAt: Instant) {
        self.part = part
        self.source = source
        self.arrivedAt = arrivedAt
    }

    static let copySQL = """
        COPY arriving_lines (
            batch_id, part, line, reasons, source, is_dated, source_updated_at, order_id, ordered_at, contact_id, contact_email,
            contact_first_name, contact_last_name, contact_kind, payer_id, channel, sales_channel_id, line_id, status,
            status_at, family, show_id, show_name, genre, performance_id, performance_at, season, product, product_id,
            tariff_id, audience_category_id, valid_from, valid_to, replaces, subscription_order, subscription_line, quantity,
            amount, holder_id)
        FROM STDIN (FORMAT binary)
        """

    mutating func append(_ order: ArrivingOrder) {
        for line in order.lines {
            lines += 1
            rows.beginRow(columns: 39, reserving: 512)
            rows.append(integer: part.batch)
            rows.append(integer: part.part)
            rows.append(integer: lines)
            rows.append(texts: [])
            rows.append(text: source.rawValue)
            rows.append(bool: order.sourceUpdatedAt != nil)
            rows.append(instant: order.sourceUpdatedAt ?? arrivedAt)
            appendHead(order)
            append(line)
        }
    }

    private mutating func appendHead(_ order: ArrivingOrder) {
        rows.append(text: order.externalID)
        rows.append(instant: order.orderedAt)
        rows.append(text: order.buyer.externalID)
        rows.append(text: order.buyer.email)
        rows.append(text: order.buyer.firstName)
        rows.append(text: order.buyer.lastName)
        rows.append(text: order.buyer.kind?.rawValue)
        rows.append(text: order.payer)
        rows.append(text: order.channel?.rawValue)
        rows.append(text: order.salesChannel)
    }

    private mutating func append(_ line: ArrivingLine) {
        rows.append(text: line.externalID)
        rows.append(text: line.status.rawValue)
        rows.append(instant: line.statusAt)
        rows.append(text: line.family?.rawValue)
        rows.append(text: line.show?.externalID)
        rows.append(text: line.show?.name)
        rows.append(text: line.show?.genre)
        rows.append(text: line.performance)
        rows.append(instant: line.performanceAt)
        rows.append(text: line.season)
        rows.append(text: line.productName)
        rows.append(text: line.product)
        rows.append(text: line.tariff)
        rows.append(text: line.audienceCategory)
        rows.append(date: line.validFrom)
        rows.append(date: line.validTo)
        rows.append(text: line.replaces)
        rows.append(text: line.subscriptionOrder)
        rows.append(text: line.subscriptionLine)
        rows.append(integer: line.quantity)
        rows.append(integer: line.amount)
        rows.append(text: line.holder)
    }
}
