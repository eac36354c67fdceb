/// Where the levels of an indicator begin: what an institution may choose when it copies a standard one.
///
/// The number of levels and what is measured stay the standard's.
package enum LevelThresholds: Hashable, Sendable {
    /// The least value of each level above the lowest that a value has, ascending.
    case leastValues([Int64])
    /// How many months ago: the first is where the recent past ends, the second where the distant past begins.
    case monthsAgo([Int64])
    /// Of the population, in thousandths: the lowest part is low, what lies from the second on is high.
    case shares(low: Int64, high: Int64)

    /// Why thresholds are refused.
    package enum Fault: Error, Hashable, Sendable {
        /// Its levels follow from a yes or no, or from a name: there is nothing to choose.
        case baseHasNone
        /// They are not of the kind the base's levels are made by.
        case otherKind
        /// Not as many as the base has.
        case otherNumber(expected: Int)
        /// The one at this place is out of this range.
        case outOfRange(at: Int, within: ClosedRange<Int64>)
        /// The one at this place is not greater than the one before.
        case notAscending(at: Int)
    }

    /// The bases that can be copied.
    package static var bases: [IndicatorKey] { IndicatorKey.allCases.filter { standard(of: $0) != nil } }

    /// Those of the rules; nil where there is nothing to choose.
    package static func standard(of base: IndicatorKey) -> LevelThresholds? {
        switch base {
        case .assiduity: .leastValues([1, 2, 6])
        case .genreAffinity: .leastValues([2])
        case .bookingLead: .leastValues([49, 14 * 24 + 1])
        case .recency: .monthsAgo([12, 36])
        case .seniority: .monthsAgo([12, 48])
        case .spendTierPrevious, .spendTierCurrent, .socialEngagement, .socialInfluence:
            .shares(low: standardShares.low, high: standardShares.high)
        case .childProduct, .member, .salesChannel, .subscriber, .young: nil
        }
    }

    /// Up to half is low, from four fifths on it is high; the same for all that rank.
    package static let standardShares: (low: Int64, high: Int64) = (500, 800)

    /// Where levels are shares.
    package var shares: (low: Int64, high: Int64)? {
        if case .shares(let low, let high) = self { (low, high) } else { nil }
    }

    /// These numbers as the thresholds of a copy of this indicator.
    package init(_ numbers: [Int64], of base: IndicatorKey) throws(Fault) {
        switch Self.standard(of: base) {
        case nil: throw .baseHasNone
        case .leastValues: self = .leastValues(numbers)
        case .monthsAgo: self = .monthsAgo(numbers)
        case .shares:
            guard numbers.count == 2 else { throw .otherNumber(expected: 2) }
            self = .shares(low: numbers[0], high: numbers[1])
        }
        try check(for: base)
    }

    /// Throws unless they can be those of a copy of this indicator.
    package func check(for base: IndicatorKey) throws(Fault) {
        guard let standard = Self.standard(of: base) else { throw .baseHasNone }
        let known = standard.numbers
        switch (self, standard) {
        case (.leastValues, .leastValues), (.monthsAgo, .monthsAgo), (.shares, .shares): break
        default: throw .otherKind
        }
        guard numbers.count == known.count else { throw .otherNumber(expected: known.count) }
        let range = Self.range(of: base)
        if let place = numbers.firstIndex(where: { !range.contains($0) }) {
            throw .outOfRange(at: place, within: range)
        }
        for place in numbers.indices.dropFirst() where numbers[place] <= numbers[place - 1] {
            throw .notAscending(at: place)
        }
    }

    /// In ascending order; what they are of follows from the base.
    package var numbers: [Int64] {
        switch self {
        case .leastValues(let numbers), .monthsAgo(let numbers): numbers
        case .shares(let low, let high): [low, high]
        }
    }

    /// What each of them may be.
    package static func range(of base: IndicatorKey) -> ClosedRange<Int64> {
        switch standard(of: base) {
        case .shares: 1...999
        case .monthsAgo: 1...1_200
        // The rule gives no genre with fewer.
        default: base == .genreAffinity ? 2...1_000_000 : 1...1_000_000
        }
    }
}

extension LevelThresholds {
    /// The level of a value on a day; nil where the thresholds are not of such values.
    ///
    /// `band` is the one the value is in by shares, nil where it is not ranked.
    package func level(
        of value: Indicator.Value, on today: LocalDate, base: IndicatorKey, band: (_ low: Int64, _ high: Int64) -> Int?
    ) -> Int? {
        switch (self, value) {
        case (.leastValues, .count(let count)): level(ofCount: count, base: base)
        case (.monthsAgo, .date(let date)): level(ofDate: date, on: today, base: base)
        case (.shares(let low, let high), _): band(low, high) ?? base.defaultLevel
        default: nil
        }
    }

    /// The level of a count; nil where the thresholds are not of counts.
    ///
    /// A booking lead that is not known has level 0, the shortest ones level 1.
    package func level(ofCount count: Int64?, base: IndicatorKey) -> Int? {
        guard case .leastValues(let bounds) = self else { return nil }
        let lowest = base == .bookingLead ? 1 : 0
        guard let count else { return 0 }
        return lowest + bounds.count { $0 <= count }
    }

    /// The level of a date on a day; nil where the thresholds are not of dates.
    package func level(ofDate date: LocalDate?, on today: LocalDate, base: IndicatorKey) -> Int? {
        guard case .monthsAgo(let months) = self, months.count == 2 else { return nil }
        guard let date else { return 0 }
        let (near, far) = (today.monthsEarlier(months[0]), today.monthsEarlier(months[1]))
        // From the most distant past, 0, to the recent one, 2.
        let nearness = date > near ? 2 : date < far ? 0 : 1
        return switch base {
        case .seniority: 3 - nearness
        default: date >= today ? 4 : nearness + 1
        }
    }
}

/// Levels as steps of a value: each bound that a value reaches takes it one step on.
///
/// What `LevelThresholds` says of one value, in the form that a statement can say of many.
package struct LevelSteps: Sendable, Hashable {
    /// Ascending; of dates, the days since 1970-01-01.
    package let bounds: [Int64]
    /// The level of a value below all of them.
    ///
    /// A value there is not has level 0.
    package let lowest: Int64
    /// From one bound to the next, 1 or -1.
    package let step: Int64
}

extension LevelThresholds {
    /// The steps of a day; nil where levels are shares.
    package func steps(on today: LocalDate, base: IndicatorKey) -> LevelSteps? {
        switch self {
        case .leastValues(let bounds): return LevelSteps(bounds: bounds, lowest: base == .bookingLead ? 1 : 0, step: 1)
        case .monthsAgo(let months):
            let far = Int64(today.monthsEarlier(months[1]).daysSince1970)
            let afterNear = Int64(today.monthsEarlier(months[0]).daysSince1970) + 1
            guard base == .seniority else {
                return LevelSteps(bounds: [far, afterNear, Int64(today.daysSince1970)], lowest: 1, step: 1)
            }
            return LevelSteps(bounds: [far, afterNear], lowest: 3, step: -1)
        case .shares: return nil
        }
    }
}
