/// Which values of a population are low and which high.
package struct ValueBands: Hashable, Sendable {
    /// The greatest low value; nil when none is low.
    package let lowUpTo: Int64?
    /// The least high value; nil when none is high.
    package let highFrom: Int64?
    /// How many are ranked: those with a value above 0.
    package let contacts: Int

    /// The bands of these values by shares in thousandths.
    ///
    /// Equal values are never parted: what lies across a bound is in the middle.
    package init(of values: [Int64], low: Int64, high: Int64) {
        let ranked = values.filter { $0 > 0 }.sorted()
        let total = Int64(ranked.count)
        var (lowUpTo, highFrom): (Int64?, Int64?) = (nil, nil)
        var first = 0
        while first < ranked.count {
            let value = ranked[first]
            let next = ranked[first...].firstIndex { $0 != value } ?? ranked.count
            if Int64(next) * 1_000 <= low * total { lowUpTo = value }
            if highFrom == nil, Int64(first) * 1_000 >= high * total { highFrom = value }
            first = next
        }
        self.lowUpTo = lowUpTo
        self.highFrom = highFrom
        contacts = ranked.count
    }

    /// 1 low, 2 middle, 3 high; nil for a value that is not ranked.
    package func band(of value: Int64) -> Int? {
        guard value > 0 else { return nil }
        if let lowUpTo, value <= lowUpTo { return 1 }
        if let highFrom, value >= highFrom { return 3 }
        return 2
    }
}
