import Domain

/// What an event of pretix sells: seats, each variation a tariff; or something beside them, a product.
///
/// Pretix does not date its items. They are told as if they had never changed: a correction made here is newer, and without one
/// the later word counts.
struct PretixItem {
    let id: Int64
    /// A seat, as opposed to a programme or a drink.
    let isAdmission: Bool
    let tariffs: [TariffTelling]
    let products: [ProductTelling]

    init(_ fields: PretixFields) throws(TicketingFault) {
        id = try fields.integer("id")
        isAdmission = try fields.bool("admission")
        let name = try fields.localizedText("name") ?? "\(id)"
        var offers = [Offer(externalID: "\(id)", name: name, price: try fields.cents("default_price"))]
        for variation in try fields.objects("variations") {
            let value = try variation.localizedText("value") ?? ""
            offers.append(
                Offer(
                    externalID: "\(id)-\(try variation.integer("id"))", name: "\(name) – \(value)",
                    price: try variation.cents("price")))
        }
        guard isAdmission else {
            tariffs = []
            products = try Self.products(offers, fields)
            return
        }
        products = []
        // Of an item with variations the dearest is the full price.
        let highest = offers.dropFirst().map(\.price).max() ?? offers[0].price
        tariffs = offers.map { offer in
            let kind: TariffKind = offer.price == 0 ? .free : offer.price < highest ? .reduced : .full
            return TariffTelling(timeless: offer.externalID, name: offer.name.cut, kind: kind)
        }
    }

    /// What a position of it is called: the item, or its variation.
    func externalID(variation: Int64?) -> String {
        variation.map { "\(id)-\($0)" } ?? "\(id)"
    }

    private struct Offer {
        let externalID: String
        let name: String
        let price: Int64
    }

    private static func products(
        _ offers: [Offer], _ fields: PretixFields
    ) throws(TicketingFault) -> [ProductTelling] {
        let isMembership = !fields.isNull("grant_membership_type")
        let isGiftCard = fields.isTrue("issue_giftcard")
        let family: ProductFamily = isMembership ? .membership : isGiftCard ? .service : .goods
        let from = try fields.optionalInstant("validity_fixed_from")?.date
        let until = try fields.optionalInstant("validity_fixed_until")?.date
        return offers.map { offer in
            var told = ProductTelling(externalID: offer.externalID, name: offer.name.cut, family: family)
            told.sourceUpdatedAt = .firstYear
            if let from { told.validFrom = .value(from) }
            if let until { told.validTo = .value(until) }
            return told
        }
    }
}

/// Tariffs that follow from what is told of a position, whatever it is a position of.
enum PretixTariff {
    static let free = TariffTelling(timeless: "free", name: "Gratuit", kind: .free)
    static let reduced = TariffTelling(timeless: "reduced", name: "Bon ou remise", kind: .reduced)
}

extension TariffTelling {
    fileprivate init(timeless externalID: String, name: String, kind: TariffKind) {
        self.init(externalID: externalID, name: name, kind: kind)
        sourceUpdatedAt = .firstYear
    }
}

extension Instant {
    /// Its day in UTC.
    fileprivate var date: LocalDate? { LocalDate(iso8601: String(rfc3339.prefix(10))) }
}
