extension RefusalReason {
    /// What the reader of an import's report is told, and what to do about it.
    package var text: Text {
        switch self {
        case .missingOrder:
            Text(
                "order_id est vide : chaque ligne doit nommer sa commande.",
                "order_id is empty: every line must name its order.")
        case .missingLine:
            Text(
                "line_id est vide : chaque ligne a besoin d'un identifiant dans sa commande.",
                "line_id is empty: every line needs an id within its order.")
        case .duplicateLine:
            Text(
                "Ce line_id figure plusieurs fois dans cette commande : gardez-en une seule.",
                "This line_id stands several times in this order: keep one.")
        case .missingContact:
            Text("contact_id est vide : indiquez l'acheteur.", "contact_id is empty: name the buyer.")
        case .invalidDate:
            Text(
                "ordered_at n'est pas une date : écrivez 2026-11-22 ou 2026-11-22T20:30:00+01:00.",
                "ordered_at is not a date: write 2026-11-22 or 2026-11-22T20:30:00+01:00.")
        case .invalidPerformanceDate:
            Text(
                "performance_at n'est pas une date : écrivez 2026-11-22 ou 2026-11-22T20:30:00+01:00.",
                "performance_at is not a date: write 2026-11-22 or 2026-11-22T20:30:00+01:00.")
        case .unknownPerformance:
            Text(
                "Séance inconnue : donnez performance_at et show_id, ou créez la séance d'abord.",
                "Unknown performance: give performance_at and show_id, or create the performance first.")
        case .invalidAmount:
            Text(
                "amount n'est pas un montant : écrivez 12.50 (deux décimales au plus).",
                "amount is not an amount: write 12.50 (two decimals at most).")
        case .invalidQuantity:
            Text("quantity doit être un entier de 1 à 10000.", "quantity must be a whole number from 1 to 10000.")
        case .foreignCurrency:
            Text(
                "La devise n'est pas celle du lieu : convertissez le montant.",
                "The currency is not the venue's: convert the amount.")
        case .unknownChannel:
            Text("channel doit valoir B2B, INTERNET ou OTHERS.", "channel must be B2B, INTERNET or OTHERS.")
        case .unknownStatus:
            Text(
                "status doit valoir sold, reserved, cancelled ou refunded.",
                "status must be sold, reserved, cancelled or refunded.")
        case .unknownFamily:
            Text("family n'est pas une famille de produits connue.", "family is not a known product family.")
        case .unknownKind:
            Text("contact_kind doit valoir individual ou structure.", "contact_kind must be individual or structure.")
        case .unknownSeason:
            Text("Aucune saison de ce nom : créez-la d'abord.", "No season of that name: create it first.")
        case .tooLong:
            Text("Une valeur dépasse 200 caractères.", "A value is longer than 200 characters.")
        case .inconsistentOrder:
            Text(
                "Les lignes de cette commande ne s'accordent pas sur la date, l'acheteur, le payeur ou le canal.",
                "The lines of this order disagree on its date, buyer, payer or channel.")
        case .siblingRefused:
            Text(
                "Une autre ligne de cette commande est refusée : une commande est importée entière ou pas du tout.",
                "Another line of this order is refused: an order is imported whole or not at all.")
        }
    }
}
