import Domain
import Postgres

// What an order copies from the catalogue, and whom a change of the catalogue marks, would miss each other when both are written at
// once. So orders are written while the catalogue stays as it is, any number of them, and the catalogue while no order is.

/// Keeps the catalogue as it is until this transaction ends; any number of writers of orders may do so at once.
struct HoldCatalogue: VenueStatement {
    typealias Output = Void
    static let sql = "LOCK TABLE sales_channels, performances, products, audience_categories IN ROW SHARE MODE"

    var parameters: [Value] { [] }
}

/// Waits for the writers of orders and keeps them off until this transaction ends.
struct ChangeCatalogue: VenueStatement {
    typealias Output = Void
    static let sql = "LOCK TABLE sales_channels, performances, products, audience_categories IN EXCLUSIVE MODE"

    var parameters: [Value] { [] }
}
