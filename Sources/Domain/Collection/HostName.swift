/// The name of a host as addresses hold it: ASCII in lower case, without a dot at its end.
package struct HostName: Hashable, Sendable {
    package let rawValue: String

    /// Nil unless `text` is such a name: at most 253 bytes, labels of 1 to 63 letters, digits and inner hyphens.
    package init?(_ text: String) {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy({ Self.isLabel($0) }) else { return nil }
        rawValue = text
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { $0.isSmall || $0.isDigit || $0 == hyphen }
    }
}
