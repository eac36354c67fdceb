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
                "ordered_at n'est pas une date : écrivez 2026-11-22, 22/11/2026 ou 2026-11-22T20:30:00+01:00.",
                "ordered_at is not a date: write 2026-11-22, 22/11/2026 or 2026-11-22T20:30:00+01:00.")
        case .invalidPerformanceDate:
            Text(
                "performance_at n'est pas une date : écrivez 2026-11-22T20:30 ou 22/11/2026 20h30.",
                "performance_at is not a date: write 2026-11-22T20:30 or 22/11/2026 20h30.")
        case .unknownPerformance:
            Text(
                "Séance inconnue : donnez performance_at et show_id, ou créez la séance d'abord.",
                "Unknown performance: give performance_at and show_id, or create the performance first.")
        case .invalidAmount:
            Text(
                "amount n'est pas un montant : écrivez 12,50 (deux décimales au plus).",
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
        case .unknownShow:
            Text(
                "Spectacle inconnu de cette source : créez-le d'abord.",
                "This source has told of no such show: tell it first.")
        case .unknownHall:
            Text(
                "Salle inconnue de cette source : créez-la d'abord.",
                "This source has told of no such hall: tell it first.")
        case .unknownProduct:
            Text(
                "Produit inconnu de cette source : créez-le d'abord.",
                "This source has told of no such product: tell it first.")
        case .unknownTariff:
            Text(
                "Tarif inconnu de cette source : créez-le d'abord.",
                "This source has told of no such tariff: tell it first.")
        case .unknownAudienceCategory:
            Text(
                "Catégorie de public inconnue de cette source : créez-la d'abord.",
                "This source has told of no such audience category: tell it first.")
        case .unknownSalesChannel:
            Text(
                "Canal de vente inconnu de cette source : créez-le d'abord.",
                "This source has told of no such sales channel: tell it first.")
        case .invalidStatusDate:
            Text(
                "status_at est postérieur à source_updated_at : un état ne commence pas après avoir été connu.",
                "status_at is later than source_updated_at: a state cannot begin after it was known.")
        case .invalidValidity:
            Text("valid_from est postérieur à valid_to.", "valid_from is later than valid_to.")
        case .invalidSourceDate:
            Text(
                "source_updated_at n'est pas une date : écrivez 2026-11-22T20:30:00+01:00 ou 22/11/2026 20:30.",
                "source_updated_at is not a date: write 2026-11-22T20:30:00+01:00 or 22/11/2026 20:30.")
        case .unreadableStatusDate:
            Text(
                "status_at n'est pas une date : écrivez 2026-11-22T20:30:00+01:00 ou 22/11/2026 20:30.",
                "status_at is not a date: write 2026-11-22T20:30:00+01:00 or 22/11/2026 20:30.")
        case .invalidValidityDate:
            Text(
                "valid_from ou valid_to n'est pas une date : écrivez 2026-11-22 ou 22/11/2026.",
                "valid_from or valid_to is not a date: write 2026-11-22 or 22/11/2026.")
        case .missingID:
            Text(
                "external_id est vide : chaque ligne a besoin d'un identifiant.",
                "external_id is empty: every line needs an id.")
        case .duplicateID:
            Text(
                "Cet external_id figure plusieurs fois dans le fichier : gardez une seule ligne.",
                "This external_id stands several times in the file: keep one line.")
        case .invalidRole:
            Text(
                "Un rôle se compose de lettres minuscules sans accent, de chiffres, _ et -, comme relay.",
                "A role is made of lower-case letters, digits, _ and -, such as relay.")
        case .invalidBirthDate:
            Text(
                "birth_date n'est pas une date : écrivez 1980-05-31 ou 31/05/1980.",
                "birth_date is not a date: write 1980-05-31 or 31/05/1980.")
        case .unknownLanguage: Text("language doit valoir fr ou en.", "language must be fr or en.")
        case .unknownCountry:
            Text(
                "country doit être un code de deux lettres, comme FR.",
                "country must be a code of two letters, such as FR.")
        case .tooManyValues:
            Text(
                "Une liste a trop de valeurs : gardez-en 20 au plus, séparées par des barres verticales.",
                "A list has too many values: keep 20 at most, separated by vertical bars.")
        case .unknownType:
            Text(
                "type doit valoir hall, show, performance, quota, product, audience_category, tariff ou sales_channel.",
                "type must be hall, show, performance, quota, product, audience_category, tariff or sales_channel.")
        case .missingName: Text("name est vide : donnez un nom.", "name is empty: give a name.")
        case .missingShow: Text("show_id est vide : indiquez le spectacle.", "show_id is empty: name the show.")
        case .missingPerformance:
            Text("performance_id est vide : indiquez la séance.", "performance_id is empty: name the performance.")
        case .invalidStart:
            Text(
                "starts_at n'est pas une date : écrivez 2026-11-22T20:30 ou 22/11/2026 20h30.",
                "starts_at is not a date: write 2026-11-22T20:30 or 22/11/2026 20h30.")
        case .invalidMovedDate:
            Text(
                "moved_from n'est pas une date : écrivez 2026-11-22T20:30 ou 22/11/2026 20h30.",
                "moved_from is not a date: write 2026-11-22T20:30 or 22/11/2026 20h30.")
        case .invalidSeats:
            Text(
                "capacity et seats doivent être des entiers, de 0 à 1000000.",
                "capacity and seats must be whole numbers, from 0 to 1000000.")
        case .unknownDomain:
            Text(
                "domain n'est pas un domaine du ministère, comme THEATRE ou JAZZ_BLUES.",
                "domain is not one of the ministry's domains, such as THEATRE or JAZZ_BLUES.")
        case .unknownState:
            Text("state doit valoir scheduled, moved ou cancelled.", "state must be scheduled, moved or cancelled.")
        case .unknownTariffKind:
            Text(
                "tariff_kind doit valoir full, reduced, subscription ou free.",
                "tariff_kind must be full, reduced, subscription or free.")
        case .unknownChannelType:
            Text("channel_type doit valoir B2B, INTERNET ou OTHERS.", "channel_type must be B2B, INTERNET or OTHERS.")
        case .invalidFlag:
            Text(
                "Une case oui/non contient autre chose : écrivez oui ou non.",
                "A yes-or-no cell holds something else: write yes or no.")
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
