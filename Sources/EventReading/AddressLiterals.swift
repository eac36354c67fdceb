import Domain

/// IP addresses in texts.
enum AddressLiterals {
    /// Whether the text is an address, and nothing else.
    static func isAddress(_ text: ArraySlice<UInt8>) -> Bool {
        mayHold(text) && TruncatedAddress.of(String(decoding: text, as: UTF8.self)) != nil
    }

    /// The text with every address in it truncated; nil when it holds none that is not.
    static func truncated(in text: ArraySlice<UInt8>) -> String? {
        guard mayHold(text) else { return nil }
        var kept: [UInt8] = []
        var unchanged = text.startIndex
        var place = text.startIndex
        while place < text.endIndex {
            guard isOfAddress(text[place]) else {
                place += 1
                continue
            }
            let piece = text[place...].prefix { isOfAddress($0) }
            if isLikely(piece), let address = truncated(piece) {
                kept += text[unchanged..<place] + Array(address.utf8)
                unchanged = piece.endIndex
            }
            place = piece.endIndex
        }
        guard unchanged > text.startIndex else { return nil }
        kept += text[unchanged...]
        return String(decoding: kept, as: UTF8.self)
    }

    /// Whether an address can be in the text: cheap, and wrong only by saying yes too often.
    static func mayHold(_ text: ArraySlice<UInt8>) -> Bool {
        text.withUnsafeBufferPointer { TextSigns($0) }.mayHoldAddress
    }

    /// Words and versions are told apart from addresses by their signs; what is encoded must be looked at.
    private static func isLikely(_ piece: ArraySlice<UInt8>) -> Bool {
        piece.withUnsafeBufferPointer { bytes in
            var dots = 0
            var colons = 0
            for byte in bytes {
                if byte == UInt8(ascii: "%") { return true }
                if byte == UInt8(ascii: ".") { dots += 1 }
                if byte == UInt8(ascii: ":") { colons += 1 }
            }
            return dots > 2 || colons > 1
        }
    }

    /// What stands for a piece without spaces or punctuation; nil when it is no address, or truncated already.
    private static func truncated(_ piece: ArraySlice<UInt8>) -> String? {
        let plain = decoded(piece)
        guard mayHold(plain) else { return nil }
        let isBracketed = plain.first == UInt8(ascii: "[")
        if let address = address(plain) {
            let result = isBracketed ? "[" + address + "]" : address
            return result.utf8.elementsEqual(plain) ? nil : result
        }
        // At the end of a sentence, or after a word and a colon.
        let trimmed = plain.trimmed { !isOfWord($0) }
        if let address = address(trimmed) { return address }
        let parts = trimmed.split(separator: UInt8(ascii: ":")).map { String(decoding: $0, as: UTF8.self) }
        let results = parts.map { TruncatedAddress.of($0) ?? $0 }
        return results == parts ? nil : results.joined(separator: ":")
    }

    private static func address(_ text: ArraySlice<UInt8>) -> String? {
        TruncatedAddress.of(String(decoding: text, as: UTF8.self))
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20)
    }

    private static func isOfAddress(_ byte: UInt8) -> Bool {
        isOfWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "%")
            || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
    }

    /// What is not well percent-encoded stands for itself.
    private static func decoded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard text.contains(UInt8(ascii: "%")) else { return text }
        var result: [UInt8] = []
        var place = text.startIndex
        while place < text.endIndex {
            if text[place] == UInt8(ascii: "%"), place + 2 < text.endIndex,
                let byte = UInt8(String(decoding: text[(place + 1)...(place + 2)], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                place += 3
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return result[...]
    }
}

extension ArraySlice<UInt8> {
    fileprivate func trimmed(_ isOutside: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var rest = drop(while: isOutside)
        while let last = rest.last, isOutside(last) { rest.removeLast() }
        return rest
    }
}
