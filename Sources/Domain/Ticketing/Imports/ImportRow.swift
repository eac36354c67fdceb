/// One record of a file: its fields in the order of the columns of its kind, nil where there is none.
package struct ImportRow: Sendable {
    /// Its number in the file; the header is line 1.
    package let line: Int64
    package let fields: [String?]

    package init(line: Int64, fields: [String?]) {
        self.line = line
        self.fields = fields
    }
}

/// Reads the fields of a record and notes each reason to refuse it.
struct FieldReader<Column: ImportColumn> {
    private(set) var reasons: [RefusalReason] = []
    private let row: ImportRow

    /// What a text may hold, as everywhere in the product.
    private static var longest: Int { 200 }

    init(_ row: ImportRow) {
        self.row = row
    }

    mutating func refuse(_ reason: RefusalReason) {
        if !reasons.contains(reason) { reasons.append(reason) }
    }

    /// What stands in the cell, whatever it is.
    func raw(_ column: Column) -> String? {
        column.rawValue < row.fields.count ? row.fields[column.rawValue] : nil
    }

    /// A text, without the apostrophe that guards it from spreadsheets.
    mutating func text(_ column: Column, upTo longest: Int = Self.longest) -> String? {
        guard let raw = raw(column) else { return nil }
        let text = FileText.unguarded(raw)
        guard text.utf8.count <= longest || text.unicodeScalars.count <= longest else {
            refuse(.tooLong)
            return nil
        }
        return text.isEmpty ? nil : text
    }

    mutating func required(_ column: Column, else reason: RefusalReason) -> String? {
        guard raw(column) != nil else {
            refuse(reason)
            return nil
        }
        return text(column)
    }

    /// A value that `read` makes of the cell; the reason where it makes none.
    mutating func value<Value>(
        _ column: Column, else reason: RefusalReason, _ read: (String) -> Value?
    ) -> Value? {
        guard let raw = raw(column) else { return nil }
        guard let value = read(FileText.unguarded(raw)) else {
            refuse(reason)
            return nil
        }
        return value
    }

    /// The same, and the reason where the cell is empty too.
    mutating func requiredValue<Value>(
        _ column: Column, else reason: RefusalReason, _ read: (String) -> Value?
    ) -> Value? {
        guard raw(column) != nil else {
            refuse(reason)
            return nil
        }
        return value(column, else: reason, read)
    }

    /// One of the names of an enumeration, in any case.
    mutating func choice<Choice: RawRepresentable<String>>(
        _ column: Column, else reason: RefusalReason, _: Choice.Type = Choice.self,
        isUpperCase: Bool = false
    ) -> Choice? {
        value(column, else: reason) { text in
            let word = text.trimmingBlanks
            return Choice(rawValue: word) ?? Choice(rawValue: isUpperCase ? word.uppercased() : word.lowercased())
        }
    }
}
