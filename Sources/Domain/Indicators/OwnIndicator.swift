/// A copy of a standard indicator, made by an institution: the same value, with levels that begin elsewhere.
package struct OwnIndicator: Sendable, Hashable {
    /// The copy's own, told apart from those of the rules.
    package let key: String
    /// Whether and by what names it is used; its key is the indicator copied.
    package var definition: IndicatorDefinition
    package let thresholds: LevelThresholds
    /// The number of the version its thresholds are.
    package let version: Int64

    package init(key: String, definition: IndicatorDefinition, thresholds: LevelThresholds, version: Int64) {
        self.key = key
        self.definition = definition
        self.thresholds = thresholds
        self.version = version
    }

    /// The indicator copied.
    package var base: IndicatorKey { definition.key }

    /// Whether a copy can have this key: `a-z`, `0-9` and `_`, a letter first, none of those of the rules or of addresses.
    package static func isKey(_ text: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return (1...40).contains(text.utf8.count) && text.utf8.first.map(letters.contains) == true
            && text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
            && IndicatorKey(rawValue: text) == nil && text != "preview"
    }

    /// What the indicator copied says, with the copy's level; nil when it is another indicator's.
    ///
    /// `place` is where its value stands in its population, for levels that are shares of it.
    package func told(_ indicator: Indicator, on today: LocalDate, place: PlaceAmongValues?) -> Indicator? {
        guard indicator.key == base else { return nil }
        let level = thresholds.level(of: indicator.value, on: today, base: base) { low, high in
            place?.band(low: low, high: high)
        }
        return Indicator(
            key: base, value: indicator.value, detail: indicator.detail, level: level,
            computedFor: indicator.computedFor)
    }
}

/// Thresholds an indicator had or has, and who chose them when.
package struct ThresholdVersion: Sendable {
    /// Counted from 1.
    package let number: Int64
    package let thresholds: LevelThresholds
    package let by: Identifier<SecretKey>
    package let at: Instant

    package init(number: Int64, thresholds: LevelThresholds, by: Identifier<SecretKey>, at: Instant) {
        self.number = number
        self.thresholds = thresholds
        self.by = by
        self.at = at
    }
}

/// Where a value stands among those of its population that are above 0.
package struct PlaceAmongValues: Sendable, Hashable {
    /// All of them.
    package let contacts: Int64
    /// Those with a lower value.
    package let below: Int64
    /// Those with no higher one: it is among them itself.
    package let upTo: Int64

    package init(contacts: Int64, below: Int64, upTo: Int64) {
        self.contacts = contacts
        self.below = below
        self.upTo = upTo
    }

    /// 1 low, 2 middle, 3 high by shares in thousandths; nil when it is not among them.
    ///
    /// Equal values are never parted: what lies across a bound is in the middle.
    package func band(low: Int64, high: Int64) -> Int? {
        guard upTo > below else { return nil }
        if upTo * 1_000 <= low * contacts { return 1 }
        return below * 1_000 >= high * contacts ? 3 : 2
    }
}
