import Domain
import StrictJSON

/// The members of one object of an answer.
///
/// Members nobody asks for are left alone: new versions add some. A fault names the member, never its value.
struct PretixFields {
    let object: JSONValue
    let place: String

    init(_ value: JSONValue, at place: String) throws(TicketingFault) {
        guard value.kind == .object else { throw .unreadable("\(place) is no object") }
        object = value
        self.place = place
    }

    func isNull(_ name: String) -> Bool { object[name]?.isNull ?? true }

    func text(_ name: String) throws(TicketingFault) -> String {
        guard let text = try optionalText(name) else { throw fault(name) }
        return text
    }

    /// Nil for none, `null` and the empty text alike: pretix uses all three.
    func optionalText(_ name: String) throws(TicketingFault) -> String? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let text = value.string else { throw fault(name) }
        let trimmed = text.trimmed
        return trimmed.isEmpty ? nil : trimmed
    }

    func integer(_ name: String) throws(TicketingFault) -> Int64 {
        guard let number = try optionalInteger(name) else { throw fault(name) }
        return number
    }

    func optionalInteger(_ name: String) throws(TicketingFault) -> Int64? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let number = value.int64 else { throw fault(name) }
        return number
    }

    func bool(_ name: String) throws(TicketingFault) -> Bool {
        guard let truth = object[name]?.bool else { throw fault(name) }
        return truth
    }

    /// Whether a member is there and true.
    func isTrue(_ name: String) -> Bool { object[name]?.bool ?? false }

    func optionalInstant(_ name: String) throws(TicketingFault) -> Instant? {
        guard let text = try optionalText(name) else { return nil }
        guard let instant = Instant(rfc3339: text) else { throw fault(name) }
        return instant
    }

    func instant(_ name: String) throws(TicketingFault) -> Instant {
        guard let instant = try optionalInstant(name) else { throw fault(name) }
        return instant
    }

    /// An amount, a text such as `"23.42"`; a fraction of a cent is a fault, not something to round.
    func cents(_ name: String) throws(TicketingFault) -> Int64 {
        let text = try text(name)
        guard let cents = Money.cents(decimal: text), text.hasWholeCents else { throw fault(name) }
        return cents
    }

    /// A text in several languages; the first of `languages` there is, else any.
    func localizedText(_ name: String, languages: [String] = ["fr", "en"]) throws(TicketingFault) -> String? {
        guard let value = object[name], !value.isNull else { return nil }
        if value.kind == .string { return try optionalText(name) }
        guard let members = value.members else { throw fault(name) }
        var texts: [String: String] = [:]
        for member in members { texts[member.name] = member.value.string?.trimmed }
        let found = languages.lazy.compactMap { texts[$0] }.first { !$0.isEmpty }
        return found ?? texts.sorted { $0.key < $1.key }.map(\.value).first { !$0.isEmpty }
    }

    func objects(_ name: String) throws(TicketingFault) -> [PretixFields] {
        guard let elements = object[name]?.elements else { throw fault(name) }
        var fields: [PretixFields] = []
        for (index, element) in elements.enumerated() {
            fields.append(try PretixFields(element, at: "\(place).\(name)[\(index)]"))
        }
        return fields
    }

    func optionalObject(_ name: String) throws(TicketingFault) -> PretixFields? {
        guard let value = object[name], !value.isNull else { return nil }
        return try PretixFields(value, at: "\(place).\(name)")
    }

    func fault(_ name: String) -> TicketingFault { .unreadable("\(place).\(name) is not understood") }
}

extension String {
    var trimmed: String {
        let bytes = Array(utf8)
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
        else {
            return ""
        }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    /// Whether a decimal has nothing but zeros after its second digit of fraction.
    fileprivate var hasWholeCents: Bool {
        guard let point = utf8.firstIndex(of: UInt8(ascii: ".")) else { return true }
        return utf8[utf8.index(after: point)...].dropFirst(2).allSatisfy { $0 == UInt8(ascii: "0") }
    }
}
