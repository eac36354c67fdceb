/// A pointer to work whose truth is a record elsewhere: what to do, for whom, on what.
///
/// Equal pointers mean the same work. Ids only, never data: pointers are kept in Redis and shown to operators.
package struct JobPointer: Sendable, Hashable {
    /// The stable wire name of the job.
    package let kind: String
    /// Whose work it is: opaque here.
    package let scope: String
    /// What the work is about: opaque here.
    package let subject: String

    package init(kind: String, scope: String, subject: String) {
        self.kind = kind
        self.scope = scope
        self.subject = subject
    }
}

extension JobPointer {
    /// The pointer as bytes, `length:text,` for each part, so that no character of one part can pass for another part.
    var encoded: [UInt8] {
        [kind, scope, subject].flatMap { part in Array("\(part.utf8.count):".utf8) + Array(part.utf8) + [Self.comma] }
    }

    /// Nil unless the bytes are exactly what `encoded` gives.
    init?(encoded: [UInt8]) {
        var rest = encoded[...]
        var parts: [String] = []
        while !rest.isEmpty {
            guard let colon = rest.firstIndex(of: UInt8(ascii: ":")),
                let length = Int(String(decoding: rest[..<colon], as: UTF8.self)), length >= 0
            else { return nil }
            rest = rest[rest.index(after: colon)...]
            guard length < rest.count, let part = String(validating: rest.prefix(length), as: UTF8.self) else {
                return nil
            }
            rest = rest.dropFirst(length)
            guard rest.popFirst() == Self.comma else { return nil }
            parts.append(part)
        }
        guard parts.count == 3 else { return nil }
        self.init(kind: parts[0], scope: parts[1], subject: parts[2])
    }

    private static var comma: UInt8 { UInt8(ascii: ",") }
}
