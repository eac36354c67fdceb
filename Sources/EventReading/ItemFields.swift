import Domain
import StrictJSON

/// Carries the reason out of the reading of one item.
struct ItemFault: Error {
    let reason: RejectReason

    init(_ reason: RejectReason) {
        self.reason = reason
    }
}

/// Members of an item, as senders write them: `null` is the same as none, and numbers stand for texts where ids are meant.
extension JSONValue {
    /// What a member holds; nil for `null` too.
    func present(_ name: String) -> JSONValue? {
        guard let value = self[name], !value.isNull else { return nil }
        return value
    }

    /// An object, when this member is one.
    func object(_ name: String) -> JSONValue? {
        guard let value = self[name], value.kind == .object else { return nil }
        return value
    }

    /// A text of a bounded length, or none; anything else is a fault.
    func text(_ name: String, upTo limit: Int) throws(ItemFault) -> String? {
        guard let value = present(name) else { return nil }
        guard let text = value.utf8, text.count <= limit else { throw ItemFault(.invalidField) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Who somebody is; the empty text is nobody, and an address is nobody's either.
    func identity(_ name: String) throws(ItemFault) -> String? {
        guard let value = present(name) else { return nil }
        if let number = value.wholeNumber { return number }
        guard let text = value.utf8, text.count <= CollectionLimits.identityBytes else {
            throw ItemFault(.invalidField)
        }
        guard !text.isEmpty, !AddressLiterals.isAddress(text) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    func instant(_ name: String) throws(ItemFault) -> Instant? {
        guard let value = present(name) else { return nil }
        guard let instant = value.string.flatMap(Instant.init(rfc3339:)) else { throw ItemFault(.invalidTimestamp) }
        return instant
    }

    /// What an event names in its own free form: a text or a number, or nothing that can be used.
    func reference(_ names: String...) -> String? {
        for name in names {
            guard let value = present(name) else { continue }
            if value.kind == .number { return String(decoding: value.rawBytes, as: UTF8.self) }
            guard let text = value.utf8, (1...CollectionLimits.referenceBytes).contains(text.count) else { continue }
            return String(decoding: text, as: UTF8.self)
        }
        return nil
    }

    /// The digits of a whole number, of any length where it has neither fraction nor exponent.
    private var wholeNumber: String? {
        guard kind == .number else { return nil }
        if let number = int64 { return String(number) }
        let written = rawBytes
        guard written.allSatisfy({ $0 == UInt8(ascii: "-") || (48...57).contains($0) }) else { return nil }
        return String(decoding: written, as: UTF8.self)
    }
}
