// How numbers and words stand in files that spreadsheets save, French ones too.

/// A number of cents as a file tells it.
package enum FileAmount {
    /// Reads `38`, `38.5`, `-38,00` and `1 234,50`; nil for all else, and for more than nine digits before the decimals.
    package static func cents(_ text: String) -> Int64? {
        var digits: Int64 = 0
        var whole = 0, decimals: Int?, group: Int?
        var isNegative = false, isFirst = true, isAfterBlank = false
        for scalar in text.trimmingBlanks.unicodeScalars {
            defer { isFirst = false }
            switch scalar {
            case "0"..."9":
                digits = digits * 10 + Int64(scalar.value - 48)
                isAfterBlank = false
                if let read = decimals {
                    guard read < 2 else { return nil }
                    decimals = read + 1
                } else {
                    whole += 1
                    guard whole <= 9 else { return nil }
                    group = group.map { $0 + 1 }
                }
            case "-" where isFirst: isNegative = true
            case ".", ",":
                guard decimals == nil, whole > 0, !isAfterBlank, group ?? 3 == 3 else { return nil }
                decimals = 0
            case _ where scalar.isBlank:
                // Thousands are set apart, and only by threes.
                guard decimals == nil, group.map({ $0 == 3 }) ?? (1...3).contains(whole), !isAfterBlank else {
                    return nil
                }
                group = 0
                isAfterBlank = true
            default: return nil
            }
        }
        guard whole > 0, decimals != 0, group ?? 3 == 3 else { return nil }
        for _ in (decimals ?? 0)..<2 { digits *= 10 }
        return isNegative ? -digits : digits
    }

    /// The same as decimals, `-1234.50`.
    package static func text(_ cents: Int64) -> String {
        let size = cents.magnitude
        let rest = size % 100
        return (cents < 0 ? "-" : "") + "\(size / 100)." + (rest < 10 ? "0" : "") + "\(rest)"
    }
}

/// A whole number as a file tells it.
package enum FileNumber {
    /// Reads digits alone, at most nine, and within what is allowed.
    package static func read(_ text: String, in range: ClosedRange<Int64>) -> Int64? {
        let text = text.trimmingBlanks
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text).flatMap { range.contains($0) ? $0 : nil }
    }
}

/// Yes or no as a file tells it.
package enum FileFlag {
    /// Reads `true`, `yes`, `oui`, `1` and their opposites in any case.
    package static func read(_ text: String) -> Bool? {
        switch text.trimmingBlanks.lowercased() {
        case "true", "yes", "oui", "vrai", "1": true
        case "false", "no", "non", "faux", "0": false
        default: nil
        }
    }
}

/// A text in a cell that a spreadsheet must not take for a formula.
package enum FileText {
    /// The text with an apostrophe before it where a spreadsheet would reckon, and where it begins so already.
    package static func guarded(_ text: String) -> String {
        isGuarded(text) ? "'" + text : text
    }

    /// The text of a cell without the apostrophe that guards it.
    package static func unguarded(_ text: String) -> String {
        text.utf8.first == UInt8(ascii: "'") && isGuarded(text) ? String(text.dropFirst()) : text
    }

    /// Whether it begins with what formulas begin with, apostrophes before it left aside.
    private static func isGuarded(_ text: String) -> Bool {
        guard let first = text.utf8.first, first < 48 || first == 61 || first == 64 || first >= 128 else {
            return false
        }
        let start = text.unicodeScalars.drop { $0 == "'" }.first
        return start.map(beginsFormulas) ?? false
    }

    private static func beginsFormulas(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }
}
