import Domain
import Testing

@Suite struct ContactRoleTests {
    @Test(arguments: ["public", "a", "school-group", "role_2", String(repeating: "x", count: 40)])
    func aLabelIsARole(_ text: String) {
        #expect(ContactRole(text)?.rawValue == text)
    }

    @Test(arguments: ["", "Public", "2nd", "-a", "_a", "a b", "é", "a\n", String(repeating: "x", count: 41)])
    func anythingElseIsNone(_ text: String) {
        #expect(ContactRole(text) == nil)
    }

    @Test func knownRolesHaveNamesAndOthersNone() {
        #expect(ContactRole("press")?.text?[.french] == "Presse")
        #expect(ContactRole("house_friend")?.text == nil)
    }

    @Test func aPictogramIsNamedAfterItsLevel() {
        let recency = Indicator(key: .recency, value: .date(nil), level: 4, computedFor: nil)
        #expect(recency.pictogram == "recency-4")
        let text = recency.pictogramText(as: IndicatorDefinition(key: .recency))
        #expect(text?[.french] == "Récence : Futur" && text?[.english] == "Recency: Future")
        let spend = Indicator(key: .spendTierCurrent, value: .money(0), level: nil, computedFor: nil)
        #expect(spend.pictogram == nil)
        #expect(spend.pictogramText(as: IndicatorDefinition(key: .spendTierCurrent)) == nil)
    }
}
