import Testing

@testable import Domain

@Suite struct FileReadingTests {
    @Test(arguments: [
        ("38", 3_800), ("38.5", 3_850), ("-38,00", -3_800), ("0,05", 5), ("1 234,50", 123_450),
        ("1\u{A0}234\u{A0}567", 123_456_700), ("12\u{202F}345,6", 1_234_560), (" 7 ", 700),
        ("999999999.99", 99_999_999_999),
    ])
    func anAmountIsExact(text: String, cents: Int64) {
        #expect(FileAmount.cents(text) == cents)
        #expect(FileAmount.cents(FileAmount.text(cents)) == cents)
    }

    @Test(arguments: [
        "", " ", "-", ".", ",5", "5,", "1,234", "12.345", "1e3", "10€", "1 00", "1 0000", "1  000", "12 34", "1234 567",
        "1.2.3",
        "1,2,3", "--1", "+1", "1000000000", "1 234 567 890", "１２", "1 000 ,5",
    ])
    func anotherAmountIsNone(text: String) {
        #expect(FileAmount.cents(text) == nil)
    }

    @Test(arguments: [
        ("2026-11-22", "2026-11-22T00:00:00Z"), ("22/11/2026", "2026-11-22T00:00:00Z"),
        ("2026-11-22T20:30", "2026-11-22T20:30:00Z"), ("2026-11-22 20:30:15", "2026-11-22T20:30:15Z"),
        ("2026-11-22T20:30:15.5", "2026-11-22T20:30:15.500000Z"), ("22/11/2026 20:30", "2026-11-22T20:30:00Z"),
        ("22/11/2026 20h30", "2026-11-22T20:30:00Z"), ("22/11/2026 20H", "2026-11-22T20:00:00Z"),
        ("29/02/2024", "2024-02-29T00:00:00Z"), ("\u{A0}22/11/2026 ", "2026-11-22T00:00:00Z"),
    ])
    func aLocalTimeIsTheVenues(text: String, clock: String) {
        #expect(FileMoment(text) == Instant(rfc3339: clock).map { .local($0.microseconds) })
        #expect(FileMoment(text) != nil)
    }

    @Test(arguments: [
        ("2026-11-22T20:30:00+01:00", "2026-11-22T19:30:00Z"), ("2026-11-22 20:30Z", "2026-11-22T20:30:00Z"),
        ("2026-11-22T20:30:00.000001-0330", "2026-11-23T00:00:00.000001Z"),
    ])
    func anOffsetMakesAnInstant(text: String, instant: String) {
        #expect(FileMoment(text) == Instant(rfc3339: instant).map { .instant($0) })
    }

    @Test(arguments: [
        "", "now", "infinity", "2026-02-29", "31/11/2026", "11/31/2026", "1/11/2026", "01/11/26", "01-11-2026",
        "20261101",
        "2026-11-01T25:00", "2026-11-01T24:00", "2026-11-01T20:60", "2026-11-01T20:30:60", "2026-11-01T8:30",
        "2026-11-01T",
        "01/11/2026 20h3", "01/11/2026 20h300", "2026-11-01T20:30+", "2026-11-01T20:30:00.1234567", "0000-01-01",
        "0001-01-01T00:00:00+01:00", "2026-11-01T20:30+16:00", "2026-11-01 20:30 h",
    ])
    func anotherMomentIsNone(text: String) {
        #expect(FileMoment(text) == nil)
    }

    @Test(arguments: [
        "=1", "+33", "-2", "@x", "\tx", "\rx", "\nx", "\u{FF1D}1", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "'=1", "''=1",
        "'", "'x", "",
        "x", "a=b", "é", "'é",
    ])
    func aTextGoesIntoACellAndComesBack(text: String) {
        let cell = FileText.guarded(text)
        #expect(FileText.unguarded(cell) == text)
        let first = cell.unicodeScalars.first ?? "x"
        #expect(!"=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first))
        #expect(cell == text || cell == "'" + text)
    }

    @Test func everyKindOfFileHasItsColumnsOnce() {
        for kind in ImportKind.allCases {
            #expect(Set(kind.columns).count == kind.columns.count)
            #expect(kind.columns.count <= 41 && kind.requiredColumns.contains(kind.columns[0]))
        }
        #expect(OrderColumn.names.count == OrderColumn.allCases.count)
        #expect(ContactColumn.names.count == ContactColumn.allCases.count)
        #expect(CatalogueColumn.names.count == CatalogueColumn.allCases.count)
    }
}
