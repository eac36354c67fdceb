import Domain
import Testing

struct TextTests {
    @Test(
        arguments: [
            (
                .assiduity, "Assiduité · Assiduity", 0,
                "Inactif·Inactive; Occasionnel·Occasional; Régulier·Regular; Assidu·Constant"
            ),
            (.spendTierPrevious, "PMG · Spend tier, last season", 1, "Petit·Small; Moyen·Medium; Grand·Large"),
            (.spendTierCurrent, "PMG-N · Spend tier, this season", 1, "Petit·Small; Moyen·Medium; Grand·Large"),
            (
                .recency, "Récence · Recency", 0,
                "Aucune commande·No order; Il y a plus de 3 ans·Over 3 years ago; Entre 1 et 3 ans·1 to 3 years ago; "
                    + "Il y a moins d'une année·Within a year; Futur·Future"
            ),
            (
                .seniority, "Ancienneté · Seniority", 0,
                "Aucune commande·No order; Nouveau·New; Récent·Recent; Ancien·Long-standing"
            ),
        ] as [(IndicatorKey, String, Int, String)])
    func anIndicatorIsWordedAsTheRulesHaveIt(_ key: IndicatorKey, name: String, firstLevel: Int, levels: String) {
        #expect("\(key.text.french) · \(key.text.english)" == name)
        #expect(key.levelTexts.map { "\($0.french)·\($0.english)" }.joined(separator: "; ") == levels)
        #expect(key.firstLevel == firstLevel)
        #expect(key.levelText(firstLevel) == key.levelTexts.first)
        #expect(key.levelText(firstLevel - 1) == nil)
        #expect(key.levelText(firstLevel + key.levelTexts.count) == nil)
    }

    @Test func everyTextIsThereInEveryLanguage() {
        let texts =
            IndicatorKey.allCases.flatMap { [$0.text] + $0.levelTexts } + RefusalReason.allCases.map(\.text)
            + DuplicateReason.allCases.map(\.text)
        for text in texts {
            for locale in Locale.allCases { #expect(!text[locale].isEmpty) }
        }
        #expect(Set(RefusalReason.allCases.map(\.text)).count == RefusalReason.allCases.count)
    }

    @Test func theRightLanguageIsChosen() {
        #expect(IndicatorKey.seniority.text[.french] == "Ancienneté")
        #expect(IndicatorKey.seniority.text[.english] == "Seniority")
    }
}
