extension IndicatorKey {
    /// What its value and its level follow from, with every bound.
    package var ruleText: Text {
        switch self {
        case .assiduity:
            Text(
                "Nombre de représentations de la saison en cours pour lesquelles au moins une place est vendue au spectateur, "
                    + "passées ou à venir. Aucune : Inactif ; 1 : Occasionnel ; de 2 à 5 : Régulier ; 6 et plus : Assidu.",
                "Performances of the current season, past or to come, with at least one seat sold for this person. "
                    + "None: Inactive; 1: Occasional; 2 to 5: Regular; 6 and more: Constant.")
        case .childProduct:
            Text(
                "Oui dès qu'une place d'une catégorie enfant a été vendue ou réservée, même si elle a été annulée depuis.",
                "Yes once a seat of a children's category was sold or reserved, even if it was cancelled since.")
        case .member:
            Text(
                "Oui si une adhésion vendue est valable ce jour : pour la saison en cours, ou entre ses deux dates comprises.",
                "Yes if a membership sold is valid today: for the current season, or between its two dates, both included."
            )
        case .spendTierPrevious:
            Text(
                "Montant des lignes vendues de la dernière saison terminée. " + Self.tiers.french,
                "Amount of the sold lines of the season that ended last. " + Self.tiers.english)
        case .spendTierCurrent:
            Text(
                "Montant des lignes vendues de la saison en cours. " + Self.tiers.french,
                "Amount of the sold lines of the current season. " + Self.tiers.english)
        case .recency:
            Text(
                "Date de la dernière représentation, passée ou à venir, avec une place vendue. Aujourd'hui ou plus tard : Futur ; "
                    + "depuis moins d'un an : Il y a moins d'une année ; d'un an à trois ans compris : Entre 1 et 3 ans ; avant : "
                    + "Il y a plus de 3 ans.",
                "Date of the latest performance, past or to come, with a seat sold. Today or later: Future; less than one year ago: "
                    + "Within a year; one to three years ago, both included: 1 to 3 years ago; before: Over 3 years ago."
            )
        case .salesChannel:
            Text(
                "Type de canal le plus utilisé par les commandes ayant une ligne vendue, sur 12 mois, à défaut sur 36. "
                    + "À égalité : B2B, puis Internet, puis Autres.",
                "The type of channel used most by orders with a line sold, over 12 months or, failing that, over 36. "
                    + "Ties: B2B, then Internet, then Others.")
        case .subscriber:
            Text(
                "Oui si un abonnement vendu, qui donne la qualité d'abonné, est valable pour la saison en cours.",
                "Yes if a subscription sold, of a kind that makes a season-ticket holder, is valid for the current season."
            )
        case .seniority:
            Text(
                "Date de la première commande, comme acheteur, payeur ou bénéficiaire, même annulée. Depuis moins de 12 mois : "
                    + "Nouveau ; de 12 mois à 4 ans compris : Récent ; avant : Ancien.",
                "Date of the first order, as buyer, payer or holder, even cancelled. Less than 12 months ago: New; 12 months to "
                    + "4 years ago, both included: Recent; before: Long-standing.")
        case .young:
            Text(
                "Oui si la naissance est postérieure au 1er janvier de l'année de fin de la saison moins 29.",
                "Yes if born after 1 January of the year the season ends in, less 29.")
        case .socialEngagement:
            Text(
                "Nombre d'achats différents partagés en 12 mois. Aucun : Inactif ; sinon, parmi tous ceux qui partagent : jusqu'à la "
                    + "moitié, Occasionnel ; à partir de 80 %, Ambassadeur ; entre les deux, Engagé.",
                "Distinct purchases shared within 12 months. None: Inactive; else, among all who share: up to half, Occasional; "
                    + "from 80% on, Ambassador; in between, Engaged.")
        case .socialInfluence:
            Text(
                "Nombre de visites amenées en 12 mois par les liens partagés : une par lien, visiteur et jour. Aucune : Inactif ; "
                    + "sinon, parmi tous ceux qui en amènent : jusqu'à la moitié, Influenceur basique ; à partir de 80 %, "
                    + "Influenceur clé ; entre les deux, Influenceur.",
                "Visits brought within 12 months by shared links: one a link, a visitor and a day. None: Inactive; else, among all "
                    + "who bring any: up to half, Basic influencer; from 80% on, Key influencer; in between, Influencer."
            )
        case .bookingLead:
            Text(
                "Médiane des heures entières entre la commande et le lever de rideau, pour les places vendues commandées depuis "
                    + "24 mois. Jusqu'à 48 h : Dernière minute ; jusqu'à 14 jours : Courte ; au-delà : Anticipée.",
                "Median whole hours from order to curtain, of the seats sold and ordered within 24 months. Up to 48 h: Last minute; "
                    + "up to 14 days: Short; more: Early.")
        case .genreAffinity:
            Text(
                "Genre du plus grand nombre de représentations vues en 36 mois, 2 au moins. À égalité : celui de la plus récente, "
                    + "puis le premier par son nom.",
                "The genre of most performances attended within 36 months, at least 2. Ties: that of the latest, then the first "
                    + "by name.")
        }
    }

    private static let tiers = Text(
        "Parmi ceux de la même population (collectivités, abonnés, autres) qui ont dépensé : jusqu'à la moitié, Petit ; à partir de "
            + "80 %, Grand ; entre les deux, Moyen.",
        "Among those of the same population (structures, season-ticket holders, others) who spent: up to half, Small; from 80% on, "
            + "Large; in between, Medium.")
}
