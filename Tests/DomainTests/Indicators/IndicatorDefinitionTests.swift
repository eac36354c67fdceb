import Domain
import Testing

@Suite struct IndicatorDefinitionTests {
    private static let money = Text(writtenInFrench: "ARGENT SML", english: "MONEY SML")
    private static let poor = Text(writtenInFrench: "S", english: "S")

    @Test(arguments: IndicatorKey.allCases)
    func atFirstItIsEnabledByItsStandardNames(_ key: IndicatorKey) {
        let definition = IndicatorDefinition(key: key)
        #expect(definition.isEnabled && definition.name == key.text)
        #expect(key.levels.map(definition.levelName) == key.levelTexts)
        #expect(definition.levelName(key.levels.upperBound) == nil && definition.levelName(-1) == nil)
    }

    @Test func aChangeTouchesWhatItNames() {
        let standard = IndicatorDefinition(key: .spendTierPrevious)
        #expect(IndicatorChange().applied(to: standard) == standard)
        var change = IndicatorChange()
        change.isEnabled = false
        change.name = .own(Self.money)
        change.levelNames = [1: .own(Self.poor)]
        let renamed = change.applied(to: standard)
        #expect(!renamed.isEnabled && renamed.isPictogram && renamed.name == Self.money)
        #expect(renamed.levelName(1) == Self.poor && renamed.levelName(2)?[.french] == "Moyen")
        var back = IndicatorChange()
        back.isEnabled = true
        back.name = .standard
        back.levelNames = [1: .standard]
        #expect(back.applied(to: renamed) == standard)
    }

    @Test(arguments: IndicatorKey.allCases)
    func theRuleNamesLevelsAsTheInstitutionDoes(_ key: IndicatorKey) {
        let rule = IndicatorDefinition(key: key).ruleText
        var definition = IndicatorDefinition(key: key)
        for level in key.levels {
            definition.ownLevelNames[level] = Text(writtenInFrench: "<\(level)>", english: "[\(level)]")
        }
        let renamed = definition.ruleText
        var (french, english) = (renamed.french, renamed.english)
        for (level, name) in zip(key.levels, key.levelTexts) {
            // That of nobody, or of those of whom the rule does not hold, need not be told.
            #expect(level == 0 || key == .genreAffinity || french.contains("<\(level)>"))
            french = french.replacing("<\(level)>", with: name.french)
            english = english.replacing("[\(level)]", with: name.english)
        }
        #expect(Text(writtenInFrench: french, english: english) == rule)
    }

    @Test func aContactsLevelIsCalledAsTheInstitutionSays() {
        var definition = IndicatorDefinition(key: .young)
        definition.ownLevelNames = [1: Self.poor]
        func levelName(_ level: Int?) -> String? {
            let indicator = Indicator(key: .young, value: .flag(nil), level: level, computedFor: nil)
            return definition.levelName(indicator.level)?[.french]
        }
        #expect(levelName(1) == "S" && levelName(0) == "Non" && levelName(nil) == "Inconnu")
        let ranked = Indicator(key: .spendTierPrevious, value: .money(5), level: 1, computedFor: nil)
        definition = IndicatorDefinition(key: .spendTierPrevious)
        definition.ownName = Self.money
        #expect(ranked.pictogramText(as: definition)?[.french] == "ARGENT SML : Petit")
        #expect(ranked.pictogramText(as: definition)?[.english] == "MONEY SML: Small")
    }
}
