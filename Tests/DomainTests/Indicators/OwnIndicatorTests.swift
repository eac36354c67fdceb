import Domain
import Testing

@Suite struct OwnIndicatorTests {
    @Test(arguments: [
        ("fans", true), ("a1_b", true), ("", false), ("1a", false), ("_a", false), ("Fans", false), ("fans-1", false),
        ("été", false), ("assiduity", false), ("preview", false), (String(repeating: "a", count: 41), false),
    ])
    func keysAreShortWordsOfTheirOwn(_ key: String, isOne: Bool) {
        #expect(OwnIndicator.isKey(key) == isOne)
    }

    @Test func numbersAreThresholdsOfWhatTheBaseHas() throws {
        #expect(try LevelThresholds([2, 4, 9], of: .assiduity) == .leastValues([2, 4, 9]))
        #expect(try LevelThresholds([6, 18], of: .recency) == .monthsAgo([6, 18]))
        #expect(try LevelThresholds([250, 900], of: .spendTierCurrent) == .shares(low: 250, high: 900))
        #expect(throws: LevelThresholds.Fault.otherNumber(expected: 2)) {
            try LevelThresholds([1], of: .socialInfluence)
        }
        #expect(throws: LevelThresholds.Fault.baseHasNone) { try LevelThresholds([29], of: .young) }
    }

    /// What a statement is told is what the rule says of each value.
    @Test func stepsAreTheLevelsOfTheRule() throws {
        for day in ["2024-02-29", "2026-11-22", "2027-03-31"] {
            let today = try #require(LocalDate(iso8601: day))
            for months: [Int64] in [[12, 36], [1, 2], [12, 48], [11, 13]] {
                for base in [IndicatorKey.recency, .seniority] {
                    let thresholds = try LevelThresholds(months, of: base)
                    let steps = try #require(thresholds.steps(on: today, base: base))
                    for back in Int32(-40)...1_600 {
                        let date = LocalDate(daysSince1970: today.daysSince1970 - back)
                        let reached = steps.bounds.count { $0 <= Int64(date.daysSince1970) }
                        #expect(
                            Int(steps.lowest + steps.step * Int64(reached))
                                == thresholds.level(ofDate: date, on: today, base: base))
                    }
                }
            }
        }
    }

    @Test func thePlacesOfEqualValuesAreInOneBand() {
        func bands(_ values: [Int64]) -> [Int?] {
            let ranked = values.filter { $0 > 0 }
            return values.map { value in
                PlaceAmongValues(
                    contacts: Int64(ranked.count), below: Int64(ranked.count { $0 < value }),
                    upTo: Int64(ranked.count { $0 <= value })
                ).band(low: 500, high: 800)
            }
        }
        #expect(bands([10, 20, 30, 40, 50]) == [1, 1, 2, 2, 3])
        #expect(bands([1, 1, 1, 1, 1, 1, 9, 9, 9, 9]) == [2, 2, 2, 2, 2, 2, 2, 2, 2, 2])
        #expect(bands([7]) == [2] && bands([0]) == [nil])
        #expect(bands(Array(1...10)) == [1, 1, 1, 1, 1, 2, 2, 2, 3, 3])
    }
}
