/// What a file holds.
package enum ImportKind: String, CaseIterable, Sendable {
    case orders, contacts, catalogue

    /// The names of the columns, the key first: it tells which lines belong together.
    package var columns: [String] {
        switch self {
        case .orders: OrderColumn.names
        case .contacts: ContactColumn.names
        case .catalogue: CatalogueColumn.names
        }
    }

    /// Without these a file cannot be read as what it should hold.
    package var requiredColumns: [String] {
        switch self {
        case .orders: OrderColumn.required.map(\.name)
        case .contacts: ContactColumn.required.map(\.name)
        case .catalogue: CatalogueColumn.required.map(\.name)
        }
    }
}

/// How the letters of a file are written; declared, never guessed.
package enum FileEncoding: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    /// What older spreadsheets save.
    case windows1252 = "windows-1252"
}

/// What separates the fields of a file.
package enum FileDelimiter: String, CaseIterable, Sendable {
    case comma = ","
    case semicolon = ";"
}

/// How a file is to be taken.
package struct ImportOptions: Sendable, Hashable {
    package var kind: ImportKind = .orders
    /// Who tells what the file holds; its ids are that source's.
    package var source: Source = .venue
    package var encoding: FileEncoding = .utf8
    /// Whether to look only, and write nothing.
    package var isPreview = false

    package init() {}
}

/// The columns of a kind of file, in the order in which they are kept: the first is the key.
package protocol ImportColumn: CaseIterable, Hashable, Sendable, RawRepresentable where RawValue == Int {
    /// The names in the header, in the same order.
    static var names: [String] { get }
    /// Without these a file cannot be read.
    static var required: [Self] { get }
}

extension ImportColumn {
    package var name: String { Self.names[rawValue] }
}
