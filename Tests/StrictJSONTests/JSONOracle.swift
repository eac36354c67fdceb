import StrictJSON

/// What a text holds, as plain values; strings as bytes and numbers as written, so that equality is exact.
indirect enum JSONTree: Equatable {
    case null
    case bool(Bool)
    case number([UInt8])
    case string([UInt8])
    case array([JSONTree])
    case object([Member])

    struct Member: Equatable {
        let name: [UInt8]
        let value: JSONTree
    }

    init(_ value: JSONValue) {
        switch value.kind {
        case .null: self = .null
        case .boolean: self = .bool(value.bool == true)
        case .number: self = .number(Array(value.rawBytes))
        case .string: self = .string(Array(value.utf8 ?? []))
        case .array: self = .array((value.elements.map(Array.init) ?? []).map(JSONTree.init))
        case .object:
            let members = value.members.map(Array.init) ?? []
            self = .object(members.map { Member(name: Array($0.key.utf8 ?? []), value: JSONTree($0.value)) })
        }
    }
}

/// A second reader of the same language, written the obvious way, to compare the first one with.
///
/// Recursive descent over decoded characters; the standard library judges UTF-8. Not for deep texts.
struct JSONOracle {
    struct Refusal: Error {}

    private let scalars: [Unicode.Scalar]
    private var at = 0

    static func read(_ text: [UInt8]) throws -> JSONTree {
        guard let string = String(validating: text, as: UTF8.self) else { throw Refusal() }
        var oracle = JSONOracle(scalars: Array(string.unicodeScalars))
        oracle.space()
        let tree = try oracle.value(depth: 0)
        oracle.space()
        guard oracle.at == oracle.scalars.count else { throw Refusal() }
        return tree
    }

    private init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private var here: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private mutating func space() {
        while let scalar = here, " \t\r\n".unicodeScalars.contains(scalar) { at += 1 }
    }

    private mutating func expect(_ word: String) throws {
        for scalar in word.unicodeScalars {
            guard here == scalar else { throw Refusal() }
            at += 1
        }
    }

    private mutating func value(depth: Int) throws -> JSONTree {
        switch here {
        case "n": return try literal("null", .null)
        case "t": return try literal("true", .bool(true))
        case "f": return try literal("false", .bool(false))
        case "\"": return .string(Array(try string().utf8))
        case "[": return try array(depth: depth + 1)
        case "{": return try object(depth: depth + 1)
        default: return try number()
        }
    }

    private mutating func literal(_ word: String, _ tree: JSONTree) throws -> JSONTree {
        try expect(word)
        return tree
    }

    private mutating func array(depth: Int) throws -> JSONTree {
        guard depth <= 32 else { throw Refusal() }
        try expect("[")
        space()
        var elements: [JSONTree] = []
        if here != "]" {
            while true {
                elements.append(try value(depth: depth))
                space()
                guard here == "," else { break }
                at += 1
                space()
            }
        }
        try expect("]")
        return .array(elements)
    }

    private mutating func object(depth: Int) throws -> JSONTree {
        guard depth <= 32 else { throw Refusal() }
        try expect("{")
        space()
        var members: [JSONTree.Member] = []
        var names: Set<[UInt8]> = []
        if here != "}" {
            while true {
                let name = Array(try string().utf8)
                guard names.insert(name).inserted else { throw Refusal() }
                space()
                try expect(":")
                space()
                members.append(JSONTree.Member(name: name, value: try value(depth: depth)))
                space()
                guard here == "," else { break }
                at += 1
                space()
            }
        }
        try expect("}")
        return .object(members)
    }

    private mutating func number() throws -> JSONTree {
        let start = at
        while let scalar = here, "+-.eE0123456789".unicodeScalars.contains(scalar) { at += 1 }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[start..<at])
        let form = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE](?<exponent>[+\-]?[0-9]+))?/
        guard let match = text.wholeMatch(of: form), text.utf8.count <= 64 else { throw Refusal() }
        if let exponent = match.output.exponent {
            guard let power = Int(exponent), abs(power) <= 308 else { throw Refusal() }
        }
        guard let double = Double(text), double.isFinite else { throw Refusal() }
        return .number(Array(text.utf8))
    }

    private mutating func string() throws -> String {
        try expect("\"")
        var units: [UInt16] = []
        while let scalar = here, scalar != "\"" {
            at += 1
            guard scalar.value >= 0x20 else { throw Refusal() }
            if scalar == "\\" { units.append(try escape()) } else { units.append(contentsOf: String(scalar).utf16) }
        }
        try expect("\"")
        guard let result = String(validating: units, as: UTF16.self) else { throw Refusal() }
        return result
    }

    private mutating func escape() throws -> UInt16 {
        guard let letter = here else { throw Refusal() }
        at += 1
        let simple: [Unicode.Scalar: UInt16] = [
            "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
        ]
        if let unit = simple[letter] { return unit }
        guard letter == "u", at + 4 <= scalars.count else { throw Refusal() }
        let digits = scalars[at..<(at + 4)]
        guard digits.allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit }) else { throw Refusal() }
        at += 4
        guard let unit = UInt16(digits.map(String.init).joined(), radix: 16), unit != 0 else { throw Refusal() }
        return unit
    }
}
