/// The columns an orders file may have, in any order.
package enum ImportColumn: String, CaseIterable, Sendable {
    case orderID = "order_id"
    case lineID = "line_id"
    case orderedAt = "ordered_at"
    case contactID = "contact_id"
    case contactEmail = "contact_email"
    case contactFirstName = "contact_first_name"
    case contactLastName = "contact_last_name"
    case contactKind = "contact_kind"
    case payerID = "payer_id"
    case holderID = "holder_id"
    case channel
    case status
    case family
    case showID = "show_id"
    case showName = "show_name"
    case genre
    case performanceID = "performance_id"
    case performanceAt = "performance_at"
    case season
    case product
    case quantity
    case amount
    case currency

    /// Without these a file cannot be read as orders.
    package static let required: [ImportColumn] = [.orderID, .lineID, .orderedAt, .contactID, .amount, .currency]
}
