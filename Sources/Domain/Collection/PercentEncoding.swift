/// The percent-encoding of addresses, for bytes that may be wrongly written.
enum PercentEncoding {
    private static let percent = UInt8(ascii: "%")
    private static let encoding = ASCIISet("%+")

    /// What is not well encoded stands for itself.
    static func decoded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard text.contains(percent) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var place = text.startIndex
        while place < text.endIndex {
            if text[place] == percent, place + 2 < text.endIndex, let high = text[place + 1].hexadecimalValue,
                let low = text[place + 2].hexadecimalValue
            {
                result.append(high << 4 | low)
                place += 3
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return result[...]
    }

    /// Decoded until nothing is encoded any more: what is encoded twice must not hide.
    ///
    /// Nil when it is encoded more often than anyone has a reason to.
    static func thoroughlyDecoded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var text = text
        for _ in 0..<4 {
            let next = decoded(text)
            guard next.count < text.count else { return text }
            text = next
        }
        return nil
    }

    /// The value of a parameter as a browser reads it, a plus being a space, without what nobody sees.
    static func parameterValue(_ text: ArraySlice<UInt8>) -> String {
        guard text.contains(where: { encoding.contains($0) || $0.isSpaceOrControl }) else {
            return String(decoding: text, as: UTF8.self)
        }
        let spaced = text.map { $0 == UInt8(ascii: "+") ? 32 : $0 }
        let shown = decoded(spaced[...]).filter { $0 == 32 || !$0.isSpaceOrControl }
        return String(decoding: shown, as: UTF8.self)
    }
}
