/// A standard indicator as an institution uses it: whether at all, and what it is called there.
package struct IndicatorDefinition: Sendable, Hashable {
    package let key: IndicatorKey
    /// One that is not is still computed, and shown nowhere.
    package var isEnabled = true
    /// Whether its level is among the pictograms of a contact's summary.
    package var isPictogram: Bool
    /// Nil where it keeps its standard name.
    package var ownName: Text?
    /// By the numbers of the levels; the others keep their standard names.
    package var ownLevelNames: [Int: Text] = [:]

    /// As every institution begins.
    package init(key: IndicatorKey) {
        self.key = key
        isPictogram = Self.firstPictograms.contains(key)
    }

    package static let firstPictograms: Set<IndicatorKey> = [
        .subscriber, .seniority, .assiduity, .salesChannel, .member, .childProduct, .spendTierPrevious,
    ]

    /// Its own name, else the standard one.
    package var name: Text { ownName ?? key.text }

    /// A level's own name, else the standard one; nil for a number the indicator does not have.
    package func levelName(_ level: Int) -> Text? {
        key.levelText(level).map { ownLevelNames[level] ?? $0 }
    }

    /// What a level, or having none, is called; nil where that has no name.
    package func levelName(_ level: Int?) -> Text? {
        guard let level else { return key.nameOfLevel(nil) }
        return levelName(level)
    }
}

extension IndicatorKey {
    /// The numbers of its levels.
    package var levels: Range<Int> { firstLevel..<firstLevel + levelTexts.count }
}

/// What a change says of a definition: what it names, and no more.
package struct IndicatorChange: Sendable {
    /// A name of one's own, or the standard one again.
    package enum Name: Sendable {
        case own(Text)
        case standard

        var own: Text? { if case .own(let text) = self { text } else { nil } }
    }

    package var isEnabled: Bool?
    package var isPictogram: Bool?
    package var name: Name?
    /// By the numbers of the levels.
    package var levelNames: [Int: Name] = [:]

    package init() {}

    /// The definition with what the change names.
    package func applied(to definition: IndicatorDefinition) -> IndicatorDefinition {
        var changed = definition
        if let isEnabled { changed.isEnabled = isEnabled }
        if let isPictogram { changed.isPictogram = isPictogram }
        if let name { changed.ownName = name.own }
        for (level, name) in levelNames { changed.ownLevelNames[level] = name.own }
        return changed
    }
}
