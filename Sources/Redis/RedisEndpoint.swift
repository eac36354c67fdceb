/// Where a Redis is and how to be let in, from `redis://[[user]:password@]host[:port][/db]`; never shows its password.
package struct RedisEndpoint: Sendable, Equatable {
    package let host: String
    package let port: Int
    package let database: Int
    let user: String?
    let password: String?

    /// What is wrong with an address; says the rule, never the value.
    package enum Fault: Error, Sendable, Equatable {
        case scheme, host, port, database, credentials
    }

    /// Reads an address; user and password are percent-decoded, an IPv6 host stands in brackets.
    package init(_ address: String) throws(Fault) {
        let scheme = "redis://"
        guard address.utf8.starts(with: scheme.utf8), !address.utf8.contains(0) else { throw .scheme }
        var rest = address.dropFirst(scheme.count)
        var credentials: Substring?
        if let at = rest.lastIndex(of: "@") {
            credentials = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        (host, port) = try Self.authority(rest[..<slash])
        database = try Self.database(rest[slash...].dropFirst())
        (user, password) = try Self.credentials(credentials)
    }

    private static func authority(_ text: Substring) throws(Fault) -> (String, Int) {
        var name = text
        var port: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw .host }
            name = text[text.index(after: text.startIndex)..<end]
            let tail = text[text.index(after: end)...]
            guard tail.isEmpty || tail.first == ":" else { throw .host }
            port = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            name = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard !name.isEmpty else { throw .host }
        guard let port else { return (String(name), 6379) }
        guard let number = UInt16(port), number > 0 else { throw .port }
        return (String(name), Int(number))
    }

    private static func database(_ text: Substring) throws(Fault) -> Int {
        if text.isEmpty { return 0 }
        guard let number = UInt16(text) else { throw .database }
        return Int(number)
    }

    private static func credentials(_ text: Substring?) throws(Fault) -> (String?, String?) {
        guard let text else { return (nil, nil) }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let user = percentDecoded(parts[0]), let password = percentDecoded(parts[1]),
            !password.isEmpty
        else { throw .credentials }
        return (user.isEmpty ? nil : user, password)
    }

    /// Nil when a percent sign is not followed by two digits or the result is not UTF-8.
    private static func percentDecoded(_ text: Substring) -> String? {
        var decoded: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.first != UInt8(ascii: "+"),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            decoded.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: decoded, as: UTF8.self)
    }
}

extension RedisEndpoint: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "redis://\(host):\(port)/\(database)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}

extension RedisEndpoint.Fault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .scheme: "a Redis address starts with redis://"
        case .host: "a Redis address names a host"
        case .port: "the port of a Redis address is between 1 and 65535"
        case .database: "the database of a Redis address is a number"
        case .credentials: "the credentials of a Redis address are user:password@ or :password@"
        }
    }
}
