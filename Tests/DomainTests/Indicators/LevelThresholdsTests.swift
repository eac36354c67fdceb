import Domain
import Testing

@Suite struct LevelThresholdsTests {
    @Test func whatCanBeCopiedHasStandardThresholdsThatPass() throws {
        #expect(LevelThresholds.bases.count == 9)
        for base in LevelThresholds.bases { try #require(LevelThresholds.standard(of: base)).check(for: base) }
        for base in IndicatorKey.allCases where !LevelThresholds.bases.contains(base) {
            #expect(throws: LevelThresholds.Fault.baseHasNone) { try LevelThresholds.leastValues([1]).check(for: base) }
        }
    }

    @Test func whatDoesNotFitIsRefused() {
        func fault(_ thresholds: LevelThresholds, _ base: IndicatorKey) -> LevelThresholds.Fault? {
            do { try thresholds.check(for: base) } catch { return error }
            return nil
        }
        #expect(fault(.monthsAgo([1, 2]), .assiduity) == .otherKind)
        #expect(fault(.leastValues([1, 2]), .assiduity) == .otherNumber(expected: 3))
        for (numbers, place): ([Int64], Int) in [([1, 3, 3], 2), ([3, 2, 9], 1)] {
            #expect(fault(.leastValues(numbers), .assiduity) == .notAscending(at: place))
        }
        for (numbers, place): ([Int64], Int) in [([0, 2, 3], 0), ([1, 2, 1_000_001], 2)] {
            #expect(fault(.leastValues(numbers), .assiduity) == .outOfRange(at: place, within: 1...1_000_000))
        }
        #expect(fault(.shares(low: 800, high: 500), .socialInfluence) == .notAscending(at: 1))
        #expect(fault(.shares(low: 1, high: 1_000), .socialInfluence) == .outOfRange(at: 1, within: 1...999))
        #expect(fault(.monthsAgo([12, 1_201]), .recency) == .outOfRange(at: 1, within: 1...1_200))
        #expect(fault(.leastValues([1]), .genreAffinity) == .outOfRange(at: 0, within: 2...1_000_000))
        #expect(fault(.shares(low: 300, high: 900), .spendTierCurrent) == nil)
    }

    @Test func theStandardThresholdsGiveTheLevelsOfTheRules() {
        func count(_ base: IndicatorKey, _ value: Int64?) -> Int? {
            LevelThresholds.standard(of: base)?.level(ofCount: value, base: base)
        }
        #expect([0, 1, 2, 5, 6, 90].map { count(.assiduity, $0) } == [0, 1, 2, 2, 3, 3])
        #expect([nil, 0, 48, 49, 336, 337].map { count(.bookingLead, $0) } == [0, 1, 1, 2, 2, 3])
        #expect([0, 2, 3].map { count(.genreAffinity, $0) } == [0, 1, 1])
        func date(_ base: IndicatorKey, _ day: String) -> Int? {
            LevelThresholds.standard(of: base)?.level(
                ofDate: LocalDate(iso8601: day), on: LocalDate(year: 2026, month: 11, day: 22), base: base)
        }
        let days = [
            "", "2023-11-21", "2023-11-22", "2025-11-22", "2025-11-23", "2026-11-21", "2026-11-22", "2027-01-01",
        ]
        #expect(days.map { date(.recency, $0) } == [0, 1, 2, 2, 3, 3, 4, 4])
        let firsts = ["", "2025-11-23", "2025-11-22", "2022-11-22", "2022-11-21"]
        #expect(firsts.map { date(.seniority, $0) } == [0, 1, 2, 2, 3])
    }

    @Test(
        arguments: [
            ("2024-02-29", 12, "2023-02-28"), ("2024-02-29", 48, "2020-02-29"), ("2025-03-31", 1, "2025-02-28"),
            ("2024-03-31", 1, "2024-02-29"), ("2026-01-15", 1, "2025-12-15"), ("2026-12-31", 12, "2025-12-31"),
            ("2026-01-31", 14, "2024-11-30"), ("1904-02-29", 48, "1900-02-28"),
        ] as [(String, Int64, String)])
    func monthsEarlierIsTheSameDayOrTheMonthsLast(_ day: String, months: Int64, expected: String) throws {
        #expect(try #require(LocalDate(iso8601: day)).monthsEarlier(months).iso8601 == expected)
    }
}
