import Postgres
import Testing

extension PostgresTests {
    @Suite struct Values {
        private static let days: [Int32] = [0, 1, -1, 10_956, 10_957, -719_528, 19_782, 2_932_896]

        @Test func integersComeBack() async throws {
            let connection = try await TestDatabase.connect()
            var generator = SeededGenerator(seed: 1)
            let random = (0..<200).map { _ in Int64(bitPattern: generator.next()) }
            for value in [0, 1, -1, .min, .max] + random {
                #expect(try await connection.ask("SELECT $1", [.int64(value)]) == value)
                let narrow = Int32(truncatingIfNeeded: value)
                #expect(try await connection.ask("SELECT $1", [.int32(narrow)]) == Int64(narrow))
                #expect(try await connection.ask("SELECT $1::text", [.int64(value)]) == String(value))
            }
        }

        @Test func doublesComeBackBitForBit() async throws {
            let connection = try await TestDatabase.connect()
            var generator = SeededGenerator(seed: 2)
            let random = (0..<200).map { _ in Double(bitPattern: generator.next()) }.filter { !$0.isNaN }
            let extremes: [Double] = [0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
            for value in extremes + random {
                let answer: Double = try await connection.ask("SELECT $1", [.double(value)])
                #expect(answer.bitPattern == value.bitPattern)
            }
            #expect(try await connection.ask("SELECT $1", [.double(.nan)], as: Double.self).isNaN)
        }

        @Test func truthComesBackInBothForms() async throws {
            let connection = try await TestDatabase.connect()
            for value in [true, false] {
                #expect(try await connection.ask("SELECT $1", [.bool(value)]) == value)
                let text = try await connection.script("SELECT \(value)")
                #expect(try text[0].single() == value)
            }
        }

        @Test func textsComeBackByteForByte() async throws {
            let connection = try await TestDatabase.connect()
            var generator = SeededGenerator(seed: 3)
            let random = (0..<200).map { _ in Self.text(using: &generator) }
            let long = String(repeating: "é", count: 500_000)
            for value in ["", " ", "a\r\nb", "café", "cafe\u{301}", "👩‍👩‍👧", "\u{FFFD}\u{10FFFF}", "' ; $1 \\ \"", long]
                + random
            {
                let answer: String = try await connection.ask("SELECT $1", [.text(value)])
                #expect(Array(answer.utf8) == Array(value.utf8))
                #expect(try await connection.ask("SELECT octet_length($1)", [.text(value)]) == value.utf8.count)
            }
        }

        @Test func bytesComeBack() async throws {
            let connection = try await TestDatabase.connect()
            var generator = SeededGenerator(seed: 4)
            let random = (0..<5_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            for value in [[], [0], Array(0...255), random] {
                #expect(try await connection.ask("SELECT $1", [.bytes(value)]) == value)
                #expect(try await connection.ask("SELECT length($1)", [.bytes(value)]) == value.count)
            }
        }

        @Test func arraysComeBack() async throws {
            let connection = try await TestDatabase.connect()
            for value: [Int64] in [[], [7], [.min, 0, .max], Array(0..<10_000)] {
                #expect(try await connection.ask("SELECT $1", [.int64s(value)]) == value)
                #expect(try await connection.ask("SELECT cardinality($1)", [.int64s(value)]) == value.count)
            }
            for value in [[], [""], ["", "NULL", "{}", "\"a\",b", "é"], Array(repeating: "x", count: 10_000)] {
                #expect(try await connection.ask("SELECT $1", [.texts(value)]) == value)
                #expect(try await connection.ask("SELECT cardinality($1)", [.texts(value)]) == value.count)
            }
        }

        @Test func jsonDocumentsComeBack() async throws {
            let connection = try await TestDatabase.connect()
            let document = #"{"a": [1, "é", null]}"#
            #expect(try await connection.ask("SELECT $1", [.json(Array(document.utf8))]) == document)
            #expect(try await connection.ask("SELECT $1::jsonb", [.json(Array(document.utf8))]) == document)
            #expect(try await connection.script("SELECT '\(document)'::jsonb")[0].single() == document)
        }

        @Test(arguments: days) func daysComeBackAlsoBefore1970(day: Int32) async throws {
            let connection = try await TestDatabase.connect()
            #expect(try await connection.ask("SELECT $1", [.date(day)], as: Day.self).value == day)
            #expect(try await connection.ask("SELECT $1 - date '1970-01-01'", [.date(day)]) == Int(day))
        }

        @Test func instantsComeBackAlsoBefore1970() async throws {
            let connection = try await TestDatabase.connect()
            let instants: [Int64] = [0, 1, -1, 946_684_800_000_000, -2_208_988_800_000_001, 253_402_300_799_999_999]
            for instant in instants {
                #expect(try await connection.ask("SELECT $1", [.timestamp(instant)], as: Instant.self).value == instant)
                let sql = "SELECT (extract(epoch FROM $1) * 1000000)::int8"
                #expect(try await connection.ask(sql, [.timestamp(instant)]) == instant)
            }
        }

        @Test func infinityIsNoDate() async throws {
            let connection = try await TestDatabase.connect()
            for sign in ["", "-"] {
                let day = try await failure {
                    _ = try await connection.ask("SELECT date '\(sign)infinity'", as: Day.self)
                }
                let instant = try await failure {
                    _ = try await connection.ask("SELECT timestamptz '\(sign)infinity'", as: Instant.self)
                }
                #expect(day.kind == .unexpectedResult && instant.kind == .unexpectedResult)
            }
            for value in [
                Value.date(.min), .date(.min + 10_957), .timestamp(.min), .timestamp(.min + 946_684_800_000_000),
            ] {
                let error = try await failure { _ = try await connection.query("SELECT $1", [value]) }
                #expect(error.kind == .invalidParameter)
            }
        }

        @Test func nullIsTold() async throws {
            let connection = try await TestDatabase.connect()
            let result = try await connection.query("SELECT $1::text, $2::text, 5", [.null, .text("")])
            var row = result[0]
            #expect(try row.nextIfPresent(as: String.self) == nil)
            #expect(try row.nextIfPresent(as: String.self) == "")
            #expect(try row.next(as: Int.self) == 5)
            row = result[0]
            let error = try await failure { _ = try row.next(as: String.self) }
            #expect(error.kind == .unexpectedResult)
            #expect(error.detail == "column 1: NULL")
        }

        private static func text(using generator: inout SeededGenerator) -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<50, using: &generator) {
                if let scalar = Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &generator)) {
                    text.append(scalar)
                }
            }
            return String(text)
        }
    }
}

private struct Day: PostgresDecodable {
    let value: Int32

    init?(cell: Cell) {
        guard let value = cell.daysSince1970 else { return nil }
        self.value = value
    }
}

private struct Instant: PostgresDecodable {
    let value: Int64

    init?(cell: Cell) {
        guard let value = cell.microsecondsSince1970 else { return nil }
        self.value = value
    }
}
