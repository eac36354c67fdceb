/// Validates a text in one pass and lays its tokens on a tape.
///
/// Containers that are still open are chained through the tape itself, so that depth costs neither stack nor memory.
/// `text` must stay valid while the parser lives, which `tape(of:limits:)` sees to.
struct JSONParser {
    let text: UnsafePointer<UInt8>
    let end: Int
    let limits: JSONLimits
    var at = 0
    var tape: [JSONToken] = []
    /// Members of the object being closed: signature in the upper half, index on the tape in the lower.
    var names: [UInt64] = []
    private var container = JSONToken.noContainer
    private var containerIsObject = false
    private var depth = 0
    private var values = 0

    static func tape(
        of text: UnsafeBufferPointer<UInt8>, limits: JSONLimits
    ) throws(JSONSyntaxError) -> [JSONToken] {
        let most = min(limits.maxBytes, Int(UInt32.max) - 1)
        guard text.count <= most else { throw JSONSyntaxError(.tooLarge, at: most) }
        guard let start = text.baseAddress else { throw JSONSyntaxError(.unexpectedEnd, at: 0) }
        var parser = JSONParser(text: start, end: text.count, limits: limits)
        // Events have a token every 14 bytes or so; the bound keeps one long string from reserving what it never uses.
        parser.tape.reserveCapacity(min(text.count / 12 + 8, 4_096))
        try parser.run()
        return parser.tape
    }

    private init(text: UnsafePointer<UInt8>, end: Int, limits: JSONLimits) {
        self.text = text
        self.end = end
        self.limits = limits
    }

    private mutating func run() throws(JSONSyntaxError) {
        if end >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF { throw JSONSyntaxError(.byteOrderMark, at: 0) }
        skipSpace()
        repeat {
            try readValue()
        } while try moveToNextValue()
        skipSpace()
        guard at == end else { throw JSONSyntaxError(text[at] == 0 ? .nul : .trailingBytes, at: at) }
    }

    /// Reads a scalar, or enters a container and goes on to its first value, until one without content is read.
    private mutating func readValue() throws(JSONSyntaxError) {
        while true {
            guard at < end else { throw unexpected() }
            values += 1
            guard values <= limits.maxValues else { throw JSONSyntaxError(.tooManyValues, at: at) }
            switch text[at] {
            case UInt8(ascii: "\""): return try readString(as: .string)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
            case UInt8(ascii: "t"): return try readLiteral("true", as: .yes)
            case UInt8(ascii: "f"): return try readLiteral("false", as: .no)
            case UInt8(ascii: "n"): return try readLiteral("null", as: .null)
            case UInt8(ascii: "{"): if try enter(.object, closedBy: UInt8(ascii: "}")) { return }
            case UInt8(ascii: "["): if try enter(.array, closedBy: UInt8(ascii: "]")) { return }
            default: throw unexpected()
            }
        }
    }

    /// Opens a container and moves to its first value; answers true when it has none and was closed again.
    private mutating func enter(_ kind: JSONToken.Kind, closedBy closer: UInt8) throws(JSONSyntaxError) -> Bool {
        guard depth < limits.maxDepth else { throw JSONSyntaxError(.tooDeep, at: at) }
        depth += 1
        tape.append(
            JSONToken(offset: UInt32(truncatingIfNeeded: at), length: 0, link: container, kind: kind, isEscaped: false))
        container = UInt32(truncatingIfNeeded: tape.count - 1)
        containerIsObject = kind == .object
        at += 1
        skipSpace()
        if at < end, text[at] == closer {
            try leave()
            return true
        }
        if containerIsObject { try readKey() }
        return false
    }

    /// After a value: leaves the containers that end here and passes the comma; answers false when the outermost ended.
    private mutating func moveToNextValue() throws(JSONSyntaxError) -> Bool {
        while container != JSONToken.noContainer {
            skipSpace()
            guard at < end else { throw unexpected() }
            let closer = containerIsObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
            switch text[at] {
            case UInt8(ascii: ","):
                at += 1
                skipSpace()
                if at < end, text[at] == closer { throw JSONSyntaxError(.trailingComma, at: at) }
                if containerIsObject { try readKey() }
                return true
            case closer:
                try leave()
            default:
                throw unexpected()
            }
        }
        return false
    }

    private mutating func leave() throws(JSONSyntaxError) {
        at += 1
        let index = Int(container)
        let parent = tape[index].link
        tape[index].length = UInt32(truncatingIfNeeded: at) - tape[index].offset
        tape[index].link = UInt32(truncatingIfNeeded: tape.count)
        if containerIsObject { try refuseRepeatedKeys(of: index) }
        container = parent
        containerIsObject = parent != JSONToken.noContainer && tape[Int(parent)].kind == .object
        depth -= 1
    }

    private mutating func readKey() throws(JSONSyntaxError) {
        guard at < end, text[at] == UInt8(ascii: "\"") else { throw unexpected() }
        try readString(as: .key)
        skipSpace()
        guard at < end, text[at] == UInt8(ascii: ":") else { throw unexpected() }
        at += 1
        skipSpace()
    }

    private mutating func readLiteral(_ word: StaticString, as kind: JSONToken.Kind) throws(JSONSyntaxError) {
        let start = at
        for place in 0..<word.utf8CodeUnitCount {
            guard at < end, text[at] == word.utf8Start[place] else { throw unexpected() }
            at += 1
        }
        append(kind, from: start, to: at)
    }

    mutating func append(_ kind: JSONToken.Kind, from start: Int, to stop: Int) {
        tape.append(
            JSONToken(
                offset: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: stop - start), link: 0,
                kind: kind, isEscaped: false))
    }

    @inline(__always)
    private mutating func skipSpace() {
        while at < end {
            switch text[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            default: return
            }
        }
    }

    private func unexpected() -> JSONSyntaxError {
        guard at < end else { return JSONSyntaxError(.unexpectedEnd, at: end) }
        return JSONSyntaxError(text[at] == 0 ? .nul : .unexpectedByte, at: at)
    }
}
