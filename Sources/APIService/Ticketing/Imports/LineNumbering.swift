import Domain
import Store

/// Puts the import's id, the part and the line's number before each record of a CSV file, as it streams by.
///
/// Only quotes and line ends are looked at: reading the fields is PostgreSQL's affair.
struct LineNumbering {
    private(set) var records: Int64 = 0
    /// The part the last record is in.
    private(set) var part: Int64 = 0
    private let prefix: [UInt8]
    private let delimiter: UInt8
    private let limits: Limits
    /// The line the next byte is on; the header is line 1.
    private var line: Int64 = 2
    /// The line the current record begins on.
    private var recordLine: Int64 = 2
    private var recordBytes = 0
    private var partRecords = 0
    private var partBytes = 0
    private var isInQuotes = false
    private var isAtStart = true
    /// A carriage return at the start of a line, kept until it is known whether the line is empty.
    private var heldReturn = false
    /// Where empty lines were left out: after so many lines sent, so many in all.
    private var gaps: [(sent: Int64, leftOut: Int64)] = []
    private var sent: Int64 = 0

    /// How large things may grow.
    struct Limits {
        var recordBytes = 1 << 20
        /// A part is held in memory whole, and written in one transaction.
        var partRecords = 20_000
        var partBytes = 8 << 20
    }

    /// A record is larger than any may be; where a quote is open, it may have swallowed what follows.
    struct EndlessRecord: Error {
        let line: Int64
        let isInQuotes: Bool
    }

    /// A file with more runs of empty lines gets no line numbers for what PostgreSQL cannot read.
    private static let mostGaps = 10_000

    init(importID: Identifier<FileImport>, delimiter: FileDelimiter, limits: Limits = Limits()) {
        prefix = Array("\(importID)\(delimiter.rawValue)".utf8)
        self.delimiter = delimiter.rawValue.utf8.first ?? 0
        self.limits = limits
    }

    /// The line of the record whose quote is still open, if any.
    var openQuoteLine: Int64? { isInQuotes ? recordLine : nil }

    /// The number of parts the records are in.
    var parts: Int64 { records == 0 ? 0 : part + 1 }

    /// The line of the file that was sent as line `number`, counted from 1.
    func fileLine(sentAs number: Int) -> Int64? {
        guard gaps.count < Self.mostGaps else { return nil }
        return Int64(number) + 1 + (gaps.last { $0.sent < number }?.leftOut ?? 0)
    }

    /// The piece with its records numbered; empty lines are left out.
    mutating func numbered(_ piece: [UInt8]) throws(EndlessRecord) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(piece.count + piece.count / 4 + 64)
        for byte in piece {
            if isAtStart {
                if byte == UInt8(ascii: "\r") && !heldReturn {
                    heldReturn = true
                    continue
                }
                if byte == UInt8(ascii: "\n") {
                    leaveOut()
                    continue
                }
                begin(&output)
            }
            output.append(byte)
            recordBytes += 1
            switch byte {
            case UInt8(ascii: "\""): isInQuotes.toggle()
            case UInt8(ascii: "\n"):
                line += 1
                sent += 1
                isAtStart = !isInQuotes
            default: break
            }
        }
        guard isAtStart || recordBytes <= limits.recordBytes else {
            throw EndlessRecord(line: recordLine, isInQuotes: isInQuotes)
        }
        return output
    }

    private mutating func leaveOut() {
        heldReturn = false
        line += 1
        let leftOut = (gaps.last?.leftOut ?? 0) + 1
        if gaps.last?.sent == sent {
            gaps[gaps.count - 1].leftOut = leftOut
        } else if gaps.count < Self.mostGaps {
            gaps.append((sent, leftOut))
        }
    }

    private mutating func begin(_ output: inout [UInt8]) {
        partBytes += recordBytes
        if partRecords == limits.partRecords || partBytes >= limits.partBytes {
            part += 1
            partRecords = 0
            partBytes = 0
        }
        partRecords += 1
        recordBytes = 0
        output += prefix
        output += String(part).utf8
        output.append(delimiter)
        output += String(line).utf8
        output.append(delimiter)
        if heldReturn { output.append(UInt8(ascii: "\r")) }
        heldReturn = false
        isAtStart = false
        recordLine = line
        records += 1
    }
}
