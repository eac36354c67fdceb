/// The columns of a file of orders: one line an order's line.
package enum OrderColumn: Int, ImportColumn {
    case orderID, lineID, orderedAt, contactID, contactEmail, contactFirstName, contactLastName, contactKind
    case payerID, holderID, channel, status, family, showID, showName, genre, performanceID, performanceAt
    case season, product, quantity, amount, currency, sourceUpdatedAt, statusAt, salesChannelID, productID, tariffID
    case audienceCategoryID, validFrom, validTo, replaces, subscriptionOrder, subscriptionLine

    package static let names = [
        "order_id", "line_id", "ordered_at", "contact_id", "contact_email", "contact_first_name", "contact_last_name",
        "contact_kind", "payer_id", "holder_id", "channel", "status", "family", "show_id", "show_name", "genre",
        "performance_id", "performance_at", "season", "product", "quantity", "amount", "currency", "source_updated_at",
        "status_at", "sales_channel_id", "product_id", "tariff_id", "audience_category_id", "valid_from", "valid_to",
        "replaces", "subscription_order", "subscription_line",
    ]

    package static let required: [OrderColumn] = [.orderID, .lineID, .orderedAt, .contactID, .amount, .currency]
}
