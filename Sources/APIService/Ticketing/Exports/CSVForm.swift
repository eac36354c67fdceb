import Domain
import Foundation

/// How a file is written: what separates its fields, and how its letters are encoded.
struct CSVForm: Sendable {
    var delimiter: FileDelimiter = .comma
    var encoding: FileEncoding = .utf8
    /// Whether it begins with the mark by which spreadsheets know UTF-8.
    var hasMark = false

    /// What comes before the first line.
    var beginning: [UInt8] { hasMark && encoding == .utf8 ? [0xEF, 0xBB, 0xBF] : [] }

    /// Appends a line of RFC 4180.
    func append(_ fields: [String], to bytes: inout [UInt8]) {
        for (place, raw) in fields.enumerated() {
            // What is composed may become a separator.
            let field = encoding == .utf8 ? raw : raw.precomposedStringWithCanonicalMapping
            if place > 0 { bytes += delimiter.rawValue.utf8 }
            let isQuoted = field.utf8.contains { byte in
                byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
                    || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
            }
            guard isQuoted || field.utf8.first == 32 || field.utf8.last == 32 else {
                append(field, to: &bytes)
                continue
            }
            bytes.append(UInt8(ascii: "\""))
            append(field.replacing("\"", with: "\"\""), to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes += "\r\n".utf8
    }

    private func append(_ text: String, to bytes: inout [UInt8]) {
        switch encoding {
        case .utf8: bytes += text.utf8
        case .windows1252:
            for scalar in text.unicodeScalars {
                bytes.append(Windows1252.byte(of: scalar) ?? UInt8(ascii: "?"))
            }
        }
    }
}

/// The letters of Windows-1252.
enum Windows1252 {
    /// Nil for a letter it does not have.
    static func byte(of scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0..<0x80, 0xA0...0xFF: UInt8(scalar.value)
        default: special.firstIndex(of: scalar.value).map { UInt8(0x80 + $0) }
        }
    }

    /// What the bytes 0x80 to 0x9F mean; 0 where they mean nothing.
    private static let special: [UInt32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
        0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0, 0x017E,
        0x0178,
    ]
}
