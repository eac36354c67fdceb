import Domain
package import Postgres

// How the domain's own types travel as parameters and columns.

extension Instant: PostgresDecodable {
    package init?(cell: Cell) {
        guard let microseconds = cell.microsecondsSince1970 else { return nil }
        self.init(microseconds: microseconds)
    }

    var value: Value { .timestamp(microseconds) }
}

extension LocalDate: PostgresDecodable {
    package init?(cell: Cell) {
        guard let days = cell.daysSince1970 else { return nil }
        self.init(daysSince1970: days)
    }

    var value: Value { .date(daysSince1970) }
}

extension LocalTime: PostgresDecodable {
    package init?(cell: Cell) {
        guard let text = String(cell: cell) else { return nil }
        self.init(text)
    }
}

extension Identifier: PostgresDecodable {
    package init?(cell: Cell) {
        guard let rawValue = Int64(cell: cell) else { return nil }
        self.init(rawValue: rawValue)
    }

    var value: Value { .int64(rawValue) }
}

extension VenueID: PostgresDecodable {
    package init?(cell: Cell) {
        guard let text = String(cell: cell) else { return nil }
        self.init(text)
    }

    var value: Value { .text(rawValue) }
}

extension Source: PostgresDecodable {
    package init?(cell: Cell) {
        guard let text = String(cell: cell) else { return nil }
        self.init(text)
    }

    var value: Value { .text(rawValue) }
}

/// Enumerations stored as their names.
protocol StoredName: RawRepresentable<String>, PostgresDecodable {}

extension StoredName {
    package init?(cell: Cell) {
        guard let text = String(cell: cell) else { return nil }
        self.init(rawValue: text)
    }

    var value: Value { .text(rawValue) }
}

extension Locale: StoredName {}
extension Venue.State: StoredName {}
extension Contact.Kind: StoredName {}
extension ProductFamily: StoredName {}
extension ChannelType: StoredName {}
extension LineStatus: StoredName {}
extension PerformanceState: StoredName {}
extension LedgerKind: StoredName {}
extension PerformanceDomain: StoredName {}
extension TariffKind: StoredName {}
extension UpsertOutcome: StoredName {}
extension FileImport.Status: StoredName {}
extension ImportKind: StoredName {}
extension IndicatorRun.Status: StoredName {}
extension IndicatorRun.Kind: StoredName {}
extension IndicatorKey: StoredName {}
extension LevelChangeReason: StoredName {}
extension Work.Kind: StoredName {}
extension Cadence: StoredName {}
extension MissedTicks: StoredName {}
extension ScheduleRun.State: StoredName {}
extension ApplicationKind: StoredName {}
extension CollectionMode: StoredName {}
extension EventKind: StoredName {}
extension EventAction: StoredName {}
extension RejectReason: StoredName {}
extension ConnectionKind: StoredName {}
extension ConnectionFailure: StoredName {}

extension Value {
    /// NULL for nil.
    static func optional<T>(_ wrapped: T?, _ value: (T) -> Value) -> Value {
        wrapped.map(value) ?? .null
    }

    static func text(_ text: String?) -> Value {
        text.map { .text($0) } ?? .null
    }
}
