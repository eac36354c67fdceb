import StrictJSON

/// Takes out of a JSON value what must not be kept: full IP addresses, and what is someone's in the addresses of pages.
///
/// Everything else stays byte for byte.
struct PayloadCleaning {
    private struct Edit {
        let place: Range<Int>
        let text: [UInt8]
    }

    private var edits: [Edit] = []

    /// The value cleaned, as a text of its own; nil when it is clean as it is.
    static func cleaned(_ value: JSONValue) -> [UInt8]? {
        var cleaning = PayloadCleaning()
        cleaning.walk(value, named: nil)
        return cleaning.edits.isEmpty ? nil : cleaning.applied(to: value.rawBytes)
    }

    private func applied(to text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 64)
        var place = text.startIndex
        for edit in edits {
            result += text[place..<edit.place.lowerBound]
            result += edit.text
            place = edit.place.upperBound
        }
        return result + text[place...]
    }

    /// Recursive: the parser has bounded the depth.
    private mutating func walk(_ value: JSONValue, named name: JSONValue?) {
        switch value.kind {
        case .object:
            guard let members = value.members else { return }
            for member in members {
                if let key = member.key.utf8, let other = AddressLiterals.truncated(in: key) {
                    replace(member.key, with: other)
                }
                walk(member.value, named: member.key)
            }
        case .array:
            guard let elements = value.elements else { return }
            for element in elements { walk(element, named: name) }
        case .string:
            if let text = value.utf8, let other = Self.cleaned(text, named: name) { replace(value, with: other) }
        case .number:
            // An address can be written as one number too: no smaller one is a whole address.
            if value.rawBytes.count > 7, Self.role(of: name) == .address {
                replace(value, withJSON: Array("null".utf8))
            }
        case .null, .boolean: break
        }
    }

    private mutating func replace(_ value: JSONValue, with text: String) {
        var writer = JSONWriter()
        writer.string(text)
        replace(value, withJSON: writer.bytes)
    }

    private mutating func replace(_ value: JSONValue, withJSON text: [UInt8]) {
        edits.append(Edit(place: value.rawBytes.indices, text: text))
    }

    /// Nil when the text may be kept as it is.
    private static func cleaned(_ text: ArraySlice<UInt8>, named name: JSONValue?) -> String? {
        guard let first = text.first else { return nil }
        if first <= 32 || first | 0x20 == UInt8(ascii: "h"), CleanLocation.begins(text) {
            return changed(text, into: CleanLocation.of(text))
        }
        if first == UInt8(ascii: "/") || first == UInt8(ascii: "?") {
            switch (role(of: name), first) {
            case (.location, UInt8(ascii: "/")): return changed(text, into: CleanLocation.of(text))
            case (.path, UInt8(ascii: "/")): return changed(text, into: CleanLocation.ofPath(text))
            case (.location, _), (.query, UInt8(ascii: "?")): return changed(text, into: CleanLocation.ofQuery(text))
            default: break
            }
        }
        return AddressLiterals.truncated(in: text)
    }

    private static func role(of name: JSONValue?) -> MemberRole {
        name?.utf8.map(MemberRole.init) ?? .other
    }

    private static func changed(_ text: ArraySlice<UInt8>, into other: String) -> String? {
        other.utf8.elementsEqual(text) ? nil : other
    }
}
