/// Reads the members of an object with checks, and collects every fault instead of stopping at the first.
///
/// Getters answer nil where they found a fault, and go on. So read every member first, and unwrap afterwards:
/// ```swift
/// let order = try JSONObjectReader.read(document.root) { fields -> Order? in
///     let number = fields.requiredString("number", maxBytes: 64)
///     let placed = fields.requiredCustom("placed_on", expecting: "a date YYYY-MM-DD", Day.init)
///     let channel = fields.optionalEnum("channel", as: Channel.self)
///     let lines = fields.requiredArray("lines", max: 500) { line -> Line? in
///         let seats = line.requiredInt64("seats", in: 1...1_000)
///         let cents = line.requiredInt64("amount_cents", in: 0...100_000_000)
///         guard let seats, let cents else { return nil }
///         return Line(seats: seats, cents: cents)
///     }
///     guard let number, let placed, let lines else { return nil }
///     return Order(number: number, placed: placed, channel: channel ?? .web, lines: lines)
/// }
/// ```
/// A member that nobody asked for is a fault. For an optional member, `null` is the same as none. It belongs to the
/// closure it is given to.
package final class JSONObjectReader {
    /// Where this object is in the text; empty for the outermost.
    package let pointer: String

    let faults: JSONFaultList
    private let object: JSONValue
    private var keysRead: [Int] = []

    init(_ object: JSONValue, at pointer: String, faults: JSONFaultList) {
        self.object = object
        self.pointer = pointer
        self.faults = faults
    }

    /// Reads an object whole, and throws every fault in it, or answers what the closure made of it.
    package static func read<Result>(
        _ value: JSONValue, _ body: (JSONObjectReader) -> Result?
    ) throws(JSONFaults) -> Result {
        let faults = JSONFaultList()
        let result = object(value, at: "", faults: faults, body)
        guard let result, faults.faults.isEmpty else { throw JSONFaults(faults.faults) }
        return result
    }

    /// Whether the object has this member with the value `null`, which a partial update tells from having none.
    package func isNull(_ name: String) -> Bool { object[name]?.isNull ?? false }

    /// A member as it is, `null` included, with no check: for content whose form is free.
    package func value(_ name: String) -> JSONValue? {
        guard let value = object[name] else { return nil }
        // The key comes right before its value on the tape.
        keysRead.append(value.index - 1)
        return value
    }

    /// Adds a fault to a member, found by a rule that spans several.
    package func reject(_ name: String, _ detail: String, code: JSONFault.Code = .notAllowed) {
        faults.add(code, at: JSONPointer.appending(name, to: pointer), detail)
    }

    /// Adds a fault to an element of an array, found by a rule that spans several.
    package func reject(_ name: String, element place: Int, _ detail: String, code: JSONFault.Code = .notAllowed) {
        faults.add(code, at: "\(JSONPointer.appending(name, to: pointer))/\(place)", detail)
    }

    /// Answers what the closure makes of an object; adds a fault if it is none, or has members nobody asked for.
    static func object<Result>(
        _ value: JSONValue, at pointer: String, faults: JSONFaultList, _ body: (JSONObjectReader) -> Result?
    ) -> Result? {
        guard value.kind == .object else {
            faults.add(.wrongType, at: pointer, "must be an object")
            return nil
        }
        let before = faults.faults.count
        let reader = JSONObjectReader(value, at: pointer, faults: faults)
        let result = body(reader)
        reader.refuseUnreadMembers()
        if result == nil, faults.faults.count == before {
            faults.add(.notAllowed, at: pointer, "is not acceptable")
        }
        return result
    }

    func required<Value>(_ name: String, _ check: (JSONValue) throws(JSONObjection) -> Value) -> Value? {
        guard let value = value(name) else {
            reject(name, "is required", code: .missing)
            return nil
        }
        return checked(name, value, check)
    }

    func optional<Value>(_ name: String, _ check: (JSONValue) throws(JSONObjection) -> Value) -> Value? {
        guard let value = value(name), !value.isNull else { return nil }
        return checked(name, value, check)
    }

    private func checked<Value>(
        _ name: String, _ value: JSONValue, _ check: (JSONValue) throws(JSONObjection) -> Value
    ) -> Value? {
        do {
            return try check(value)
        } catch {
            reject(name, error.detail, code: error.code)
            return nil
        }
    }

    private func refuseUnreadMembers() {
        guard let members = object.members else { return }
        for member in members where !faults.isFull && !keysRead.contains(member.key.index) {
            reject(member.name, "is not a known field", code: .unknownField)
        }
    }
}

/// What a check has against a value.
struct JSONObjection: Error {
    let code: JSONFault.Code
    let detail: String

    init(_ code: JSONFault.Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}
