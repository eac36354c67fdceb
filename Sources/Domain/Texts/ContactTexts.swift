extension DuplicateReason {
    /// The reason, for whoever decides.
    package var text: Text {
        switch self {
        case .sameEmailAndName: Text("Même adresse électronique et même nom", "Same e-mail address and same name")
        case .sameEmailAndSimilarName:
            Text("Même adresse électronique, nom presque identique", "Same e-mail address, nearly the same name")
        case .sameEmail:
            Text("Même adresse électronique, un nom manque", "Same e-mail address, a name is missing")
        case .sameEmailOtherName:
            Text(
                "Même adresse électronique, autre nom : peut-être une famille",
                "Same e-mail address, another name: perhaps a family")
        case .samePhoneAndName: Text("Même téléphone et même nom", "Same telephone number and same name")
        case .samePhoneAndSimilarName:
            Text("Même téléphone, nom presque identique", "Same telephone number, nearly the same name")
        case .samePhone: Text("Même téléphone, un nom manque", "Same telephone number, a name is missing")
        case .samePhoneOtherName:
            Text(
                "Même téléphone, autre nom : peut-être un foyer",
                "Same telephone number, another name: perhaps a household")
        case .sameNameAndBirthDate: Text("Même nom et même date de naissance", "Same name and same date of birth")
        case .sameNameAndAddress: Text("Même nom et même adresse postale", "Same name and same postal address")
        case .sameNameAndPostcode: Text("Même nom et même code postal", "Same name and same postcode")
        }
    }
}

extension ContactRole {
    /// The name of a role that is known by one; nil for a label of the venue's own.
    package var text: Text? {
        switch rawValue {
        case "public": Text("Public", "Public")
        case "relay": Text("Relais", "Relay")
        case "teacher": Text("Enseignant", "Teacher")
        case "press": Text("Presse", "Press")
        case "partner": Text("Partenaire", "Partner")
        case "artist": Text("Artiste", "Artist")
        case "donor": Text("Mécène", "Donor")
        case "professional": Text("Professionnel", "Professional")
        default: nil
        }
    }
}

extension Indicator {
    /// Which picture shows its level, such as `recency-4`; nil where there is no level.
    package var pictogram: String? { level.map { "\(key.rawValue)-\($0)" } }

    /// What the picture says to whoever does not see it, by the names an institution uses.
    package func pictogramText(as definition: IndicatorDefinition) -> Text? {
        guard let level, let levelName = definition.levelName(level) else { return nil }
        let name = definition.name
        return Text("\(name.french) : \(levelName.french)", "\(name.english): \(levelName.english)")
    }
}
