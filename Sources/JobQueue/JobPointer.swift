/// A pointer to work whose truth is a record elsewhere: what to do, for whom, on what.
///
/// Equal pointers are the same work: the pointer is what makes a job unique. Ids only, never data: pointers are kept in
/// Redis and shown to operators.
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

extension JobPointer: CustomStringConvertible {
    /// `kind:scope:subject`, as it is kept in Redis and as operators write it.
    ///
    /// Each part is percent-encoded but for letters, digits and `. _ ~ - /`, so that no part can pass for another.
    package var description: String { String(decoding: encoded, as: UTF8.self) }

    /// Nil unless the text is exactly what `description` gives, or gave in an earlier version.
    package init?(_ text: String) {
        self.init(encoded: Array(text.utf8))
    }

    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(kind.utf8.count + scope.utf8.count + subject.utf8.count + 2)
        Self.append(kind, to: &bytes)
        bytes.append(Self.colon)
        Self.append(scope, to: &bytes)
        bytes.append(Self.colon)
        Self.append(subject, to: &bytes)
        return bytes
    }

    init?(encoded: [UInt8]) {
        let parts = encoded.split(separator: Self.colon, omittingEmptySubsequences: false)
        if parts.count == 3, let kind = Self.part(parts[0]), let scope = Self.part(parts[1]),
            let subject = Self.part(parts[2])
        {
            self.init(kind: kind, scope: scope, subject: subject)
        } else {
            self.init(counted: encoded)
        }
    }

    private static func append(_ part: String, to bytes: inout [UInt8]) {
        for byte in part.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    private static func part(_ encoded: ArraySlice<UInt8>) -> String? {
        if encoded.allSatisfy(isPlain) { return String(decoding: encoded, as: UTF8.self) }
        var bytes: [UInt8] = []
        var rest = encoded
        while let byte = rest.popFirst() {
            if byte == percent {
                guard let high = rest.popFirst().flatMap(digits.firstIndex),
                    let low = rest.popFirst().flatMap(digits.firstIndex)
                else { return nil }
                let escaped = UInt8(high << 4 | low)
                guard !isPlain(escaped) else { return nil }
                bytes.append(escaped)
            } else {
                guard isPlain(byte) else { return nil }
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
            UInt8(ascii: "-"), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    private static var colon: UInt8 { UInt8(ascii: ":") }
    private static var percent: UInt8 { UInt8(ascii: "%") }
    private static let digits = Array("0123456789ABCDEF".utf8)
}

extension JobPointer {
    /// The form of the first version: `length:text,` for each part.
    private init?(counted: [UInt8]) {
        var rest = counted[...]
        var parts: [String] = []
        while !rest.isEmpty {
            guard let colon = rest.firstIndex(of: Self.colon),
                let length = Int(String(decoding: rest[..<colon], as: UTF8.self)), length >= 0
            else { return nil }
            rest = rest[rest.index(after: colon)...]
            guard length < rest.count, let part = String(validating: rest.prefix(length), as: UTF8.self) else {
                return nil
            }
            rest = rest.dropFirst(length)
            guard rest.popFirst() == UInt8(ascii: ",") else { return nil }
            parts.append(part)
        }
        guard parts.count == 3 else { return nil }
        self.init(kind: parts[0], scope: parts[1], subject: parts[2])
    }
}
