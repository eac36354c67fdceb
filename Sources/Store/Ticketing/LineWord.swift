/// What a source says of a line each time, and what is kept of it when a newer word overtakes it.
enum LineWord {
    static let names = [
        "status", "status_at", "family", "performance_id", "season_id", "product", "product_id", "tariff_id",
        "audience_category_id", "valid_from", "valid_to", "replaces", "subscription_order", "subscription_line",
        "quantity",
        "amount", "holder_id",
    ]

    static let columns = names.joined(separator: ", ")

    /// The same columns, of one table of a statement.
    static func columns(of table: String) -> String { names.map { "\(table).\($0)" }.joined(separator: ", ") }

    /// Each set to what another row says.
    static func assignments(from table: String) -> String {
        names.map { "\($0) = \(table).\($0)" }.joined(separator: ", ")
    }
}
