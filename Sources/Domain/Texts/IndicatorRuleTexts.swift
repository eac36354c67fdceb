extension IndicatorDefinition {
    /// What its value and its level follow from, with every bound, by the names of the levels in use.
    package var ruleText: Text {
        let (fr, en) = ({ name(of: $0).french }, { name(of: $0).english })
        return switch key {
        case .assiduity:
            Text(
                "Nombre de représentations de la saison en cours pour lesquelles au moins une place est vendue au spectateur, "
                    + "passées ou à venir. Aucune : \(fr(0)) ; 1 : \(fr(1)) ; de 2 à 5 : \(fr(2)) ; 6 et plus : \(fr(3)).",
                "Performances of the current season, past or to come, with at least one seat sold for this person. "
                    + "None: \(en(0)); 1: \(en(1)); 2 to 5: \(en(2)); 6 and more: \(en(3)).")
        case .childProduct:
            Text(
                "\(fr(1)) dès qu'une place d'une catégorie enfant a été vendue ou réservée, même si elle a été annulée depuis.",
                "\(en(1)) once a seat of a children's category was sold or reserved, even if it was cancelled since.")
        case .member:
            Text(
                "\(fr(1)) si une adhésion vendue est valable ce jour : pour la saison en cours, ou entre ses deux dates comprises.",
                "\(en(1)) if a membership sold is valid today: for the current season, or between its two dates, both included."
            )
        case .spendTierPrevious:
            Text(
                "Montant des lignes vendues de la dernière saison terminée. " + tiers.french,
                "Amount of the sold lines of the season that ended last. " + tiers.english)
        case .spendTierCurrent:
            Text(
                "Montant des lignes vendues de la saison en cours. " + tiers.french,
                "Amount of the sold lines of the current season. " + tiers.english)
        case .recency:
            Text(
                "Date de la dernière représentation, passée ou à venir, avec une place vendue. Aujourd'hui ou plus tard : \(fr(4)) ; "
                    + "depuis moins d'un an : \(fr(3)) ; d'un an à trois ans compris : \(fr(2)) ; avant : \(fr(1)).",
                "Date of the latest performance, past or to come, with a seat sold. Today or later: \(en(4)); less than one year ago: "
                    + "\(en(3)); one to three years ago, both included: \(en(2)); before: \(en(1))."
            )
        case .salesChannel:
            Text(
                "Type de canal le plus utilisé par les commandes ayant une ligne vendue, sur 12 mois, à défaut sur 36. "
                    + "À égalité : \(fr(3)), puis \(fr(2)), puis \(fr(1)).",
                "The type of channel used most by orders with a line sold, over 12 months or, failing that, over 36. "
                    + "Ties: \(en(3)), then \(en(2)), then \(en(1)).")
        case .subscriber:
            Text(
                "\(fr(1)) si un abonnement vendu, qui donne la qualité d'abonné, est valable pour la saison en cours.",
                "\(en(1)) if a subscription sold, of a kind that makes a season-ticket holder, is valid for the current season."
            )
        case .seniority:
            Text(
                "Date de la première commande, comme acheteur, payeur ou bénéficiaire, même annulée. Depuis moins de 12 mois : "
                    + "\(fr(1)) ; de 12 mois à 4 ans compris : \(fr(2)) ; avant : \(fr(3)).",
                "Date of the first order, as buyer, payer or holder, even cancelled. Less than 12 months ago: \(en(1)); 12 months to "
                    + "4 years ago, both included: \(en(2)); before: \(en(3)).")
        case .young:
            Text(
                "\(fr(1)) si la naissance est postérieure au 1er janvier de l'année de fin de la saison moins 29.",
                "\(en(1)) if born after 1 January of the year the season ends in, less 29.")
        case .socialEngagement:
            Text(
                "Nombre d'achats différents partagés en 12 mois. Aucun : \(fr(0)) ; sinon, parmi tous ceux qui partagent : jusqu'à la "
                    + "moitié, \(fr(1)) ; à partir de 80 %, \(fr(3)) ; entre les deux, \(fr(2)).",
                "Distinct purchases shared within 12 months. None: \(en(0)); else, among all who share: up to half, \(en(1)); "
                    + "from 80% on, \(en(3)); in between, \(en(2)).")
        case .socialInfluence:
            Text(
                "Nombre de visites amenées en 12 mois par les liens partagés : une par lien, visiteur et jour. Aucune : \(fr(0)) ; "
                    + "sinon, parmi tous ceux qui en amènent : jusqu'à la moitié, \(fr(1)) ; à partir de 80 %, "
                    + "\(fr(3)) ; entre les deux, \(fr(2)).",
                "Visits brought within 12 months by shared links: one a link, a visitor and a day. None: \(en(0)); else, among all "
                    + "who bring any: up to half, \(en(1)); from 80% on, \(en(3)); in between, \(en(2))."
            )
        case .bookingLead:
            Text(
                "Médiane des heures entières entre la commande et le lever de rideau, pour les places vendues commandées depuis "
                    + "24 mois. Jusqu'à 48 h : \(fr(1)) ; jusqu'à 14 jours : \(fr(2)) ; au-delà : \(fr(3)).",
                "Median whole hours from order to curtain, of the seats sold and ordered within 24 months. Up to 48 h: \(en(1)); "
                    + "up to 14 days: \(en(2)); more: \(en(3)).")
        case .genreAffinity:
            Text(
                "Genre du plus grand nombre de représentations vues en 36 mois, 2 au moins. À égalité : celui de la plus récente, "
                    + "puis le premier par son nom.",
                "The genre of most performances attended within 36 months, at least 2. Ties: that of the latest, then the first "
                    + "by name.")
        }
    }

    private var tiers: Text {
        let (low, middle, high) = (name(of: 1), name(of: 2), name(of: 3))
        return Text(
            "Parmi ceux de la même population (collectivités, abonnés, autres) qui ont dépensé : jusqu'à la moitié, "
                + "\(low.french) ; à partir de 80 %, \(high.french) ; entre les deux, \(middle.french).",
            "Among those of the same population (structures, season-ticket holders, others) who spent: up to half, "
                + "\(low.english); from 80% on, \(high.english); in between, \(middle.english).")
    }

    private func name(of level: Int) -> Text { levelName(level) ?? name }
}
