import Domain
import Store

/// Puts the import's id and the line's number before each record of a CSV file, as it streams by.
///
/// Only quotes and line ends are looked at: reading the fields is PostgreSQL's affair.
struct LineNumbering {
    private(set) var records: Int64 = 0
    private let prefix: [UInt8]
    private let delimiter: UInt8
    /// The line the next byte is on; the header is line 1.
    private var line: Int64 = 2
    private var isInQuotes = false
    private var isAtStart = true
    /// A carriage return at the start of a line, kept until it is known whether the line is empty.
    private var heldReturn = false

    init(importID: Identifier<OrderImport>, header: ImportHeader) {
        prefix = Array("\(importID)\(header.delimiter.rawValue)".utf8)
        delimiter = header.delimiter.rawValue.utf8.first ?? 0
    }

    /// The piece with its records numbered; empty lines are left out.
    mutating func numbered(_ piece: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(piece.count + piece.count / 4 + 64)
        for byte in piece {
            if isAtStart && !isInQuotes {
                if byte == UInt8(ascii: "\r") && !heldReturn {
                    heldReturn = true
                    continue
                }
                if byte == UInt8(ascii: "\n") {
                    heldReturn = false
                    line += 1
                    continue
                }
                begin(&output)
            }
            output.append(byte)
            switch byte {
            case UInt8(ascii: "\""): isInQuotes.toggle()
            case UInt8(ascii: "\n"):
                line += 1
                isAtStart = !isInQuotes
            default: break
            }
        }
        return output
    }

    private mutating func begin(_ output: inout [UInt8]) {
        output += prefix
        output += String(line).utf8
        output.append(delimiter)
        if heldReturn { output.append(UInt8(ascii: "\r")) }
        heldReturn = false
        isAtStart = false
        records += 1
    }
}
