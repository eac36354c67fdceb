import Domain
import Postgres

/// Orders on their way in, as rows of `arriving_lines`.
struct ArrivingRows {
    private(set) var rows = BinaryRows()
    private let batch: Int64
    private let source: Source
    private let arrivedAt: Instant

    init(batch: Int64, source: Source, arrivedAt: Instant) {
        self.batch = batch
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

    /// `line` is the place of the order's first line among all.
    mutating func append(_ order: ArrivingOrder, part: Int64, line first: Int64) {
        for (place, line) in order.lines.enumerated() {
            rows.beginRow(columns: 39, reserving: 512)
            rows.append(integer: batch)
            rows.append(integer: part)
            rows.append(integer: first + Int64(place))
            rows.appendNoTexts()
            rows.append(text: source.rawValue)
            rows.append(bool: order.sourceUpdatedAt != nil)
            rows.append(instant: order.sourceUpdatedAt ?? arrivedAt)
            append(order)
            append(line)
        }
    }

    private mutating func append(_ order: ArrivingOrder) {
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
