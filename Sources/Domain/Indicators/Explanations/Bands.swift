/// The three bands that a contact's value is ranked in, and where they begin.
package struct Bands: Sendable {
    package enum Population: String, CaseIterable, Sendable {
        case collectivity
        case subscriber
        case other
        /// The whole venue: where contacts are not told apart.
        case everybody
    }

    package let population: Population
    /// Those ranked: with a value above 0.
    package let contacts: Int64
    /// The highest value of the low band; nil where that is empty.
    package let lowUpTo: Int64?
    /// The lowest value of the high band; nil where that is empty.
    package let highFrom: Int64?
    /// The contact's.
    package let value: Int64
    /// One more than have less; nil for a value that is not ranked.
    package let place: Int64?

    package init(
        population: Population, contacts: Int64, lowUpTo: Int64?, highFrom: Int64?, value: Int64, place: Int64?
    ) {
        self.population = population
        self.contacts = contacts
        self.lowUpTo = lowUpTo
        self.highFrom = highFrom
        self.value = value
        self.place = place
    }

    /// 1 low, 2 middle, 3 high; nil for a value that is not ranked.
    package func band(of value: Int64) -> Int? {
        guard value > 0 else { return nil }
        if let lowUpTo, value <= lowUpTo { return 1 }
        if let highFrom, value >= highFrom { return 3 }
        return 2
    }
}
