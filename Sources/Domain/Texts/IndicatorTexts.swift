extension IndicatorKey {
    /// The indicator's name.
    package var text: Text {
        switch self {
        case .assiduity: Text("Assiduité", "Assiduity")
        case .childProduct: Text("Produit Enfant", "Children product")
        case .member: Text("Adhérent", "Member")
        case .spendTierPrevious: Text("PMG", "Spend tier, last season")
        case .spendTierCurrent: Text("PMG-N", "Spend tier, this season")
        case .recency: Text("Récence", "Recency")
        case .salesChannel: Text("Filière de vente", "Sales channel used")
        case .subscriber: Text("Abonné", "Season-ticket holder")
        case .seniority: Text("Ancienneté", "Seniority")
        case .young: Text("Jeune", "Young")
        case .socialEngagement: Text("Engagement social", "Social engagement")
        case .socialInfluence: Text("Influence sociale", "Social influence")
        case .bookingLead: Text("Anticipation", "Booking lead")
        case .genreAffinity: Text("Genre préféré", "Favourite genre")
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
        case .childProduct, .member, .subscriber, .young: [Text("Non", "No"), Text("Oui", "Yes")]
        case .salesChannel:
            [Text("Aucune", "None"), Text("Autres", "Others"), Text("Internet", "Internet"), Text("B2B", "B2B")]
        case .socialEngagement:
            [
                Text("Inactif", "Inactive"), Text("Occasionnel", "Occasional"), Text("Engagé", "Engaged"),
                Text("Ambassadeur", "Ambassador"),
            ]
        case .socialInfluence:
            [
                Text("Inactif", "Inactive"), Text("Influenceur basique", "Basic influencer"),
                Text("Influenceur", "Influencer"), Text("Influenceur clé", "Key influencer"),
            ]
        case .bookingLead:
            [
                Text("Aucune commande", "No order"), Text("Dernière minute", "Last minute"), Text("Courte", "Short"),
                Text("Anticipée", "Early"),
            ]
        case .genreAffinity: [Text("Aucun", "None"), Text("Un genre préféré", "Has one")]
        case .seniority:
            [
                Text("Aucune commande", "No order"), Text("Nouveau", "New"), Text("Récent", "Recent"),
                Text("Ancien", "Long-standing"),
            ]
        }
    }

    /// Instead of a level's name, where the birth date is not known.
    static let unknownText = Text("Inconnu", "Unknown")
}
