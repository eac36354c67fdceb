extension IndicatorKey {
    /// The indicator's name.
    package var text: Text {
        switch self {
        case .assiduity: Text("Assiduité", "Assiduity")
        case .spendTierPrevious: Text("PMG", "Spend tier, last season")
        case .spendTierCurrent: Text("PMG-N", "Spend tier, this season")
        case .recency: Text("Récence", "Recency")
        case .seniority: Text("Ancienneté", "Seniority")
        }
    }

    /// The name of each level, in the order of the levels' numbers from `firstLevel`.
    package var levelTexts: [Text] {
        switch self {
        case .assiduity:
            [
                Text("Inactif", "Inactive"), Text("Occasionnel", "Occasional"), Text("Régulier", "Regular"),
                Text("Assidu", "Constant"),
            ]
        case .spendTierPrevious, .spendTierCurrent:
            [Text("Petit", "Small"), Text("Moyen", "Medium"), Text("Grand", "Large")]
        case .recency:
            [
                Text("Aucune commande", "No order"), Text("Il y a plus de 3 ans", "Over 3 years ago"),
                Text("Entre 1 et 3 ans", "1 to 3 years ago"), Text("Il y a moins d'une année", "Within a year"),
                Text("Futur", "Future"),
            ]
        case .seniority:
            [
                Text("Aucune commande", "No order"), Text("Nouveau", "New"), Text("Récent", "Recent"),
                Text("Ancien", "Long-standing"),
            ]
        }
    }
}
