import Domain

/// Who is behind an order: by their account, else by their e-mail address, else by the order alone.
enum PretixPeople {
    static func buyer(_ order: PretixFields, order code: String) throws(TicketingFault) -> ArrivingBuyer {
        let email = try order.optionalText("email").flatMap(Self.normalizedEmail)
        let account = try order.optionalText("customer")
        var buyer = ArrivingBuyer(externalID: account ?? email.map { "email:" + $0 } ?? "order:" + code)
        buyer.email = email
        guard let address = try order.optionalObject("invoice_address") else { return buyer }
        if let company = try address.optionalText("company") {
            buyer.kind = .structure
            buyer.lastName = company.cut
        } else {
            (buyer.firstName, buyer.lastName) = try name(address, "name_parts", "name")
        }
        return buyer
    }

    /// Who comes, if somebody else than the buyer is named; a mention, which nothing is overwritten with.
    static func attendee(
        _ position: PretixFields, besides buyer: ArrivingBuyer
    ) throws(TicketingFault) -> ToldContact? {
        let email = try position.optionalText("attendee_email").flatMap(normalizedEmail)
        let (firstName, lastName) = try name(position, "attendee_name_parts", "attendee_name")
        var attendee: ToldContact
        if let email {
            if email == buyer.email { return nil }
            attendee = ToldContact(externalID: "email:" + email)
        } else {
            guard let lastName, (firstName, lastName) != (buyer.firstName, buyer.lastName) else { return nil }
            attendee = ToldContact(externalID: "position:\(try position.integer("id"))")
        }
        attendee.email = email
        attendee.firstName = firstName
        attendee.lastName = lastName
        return attendee
    }

    static func account(_ fields: PretixFields) throws(TicketingFault) -> ToldContact {
        var contact = ToldContact(externalID: try fields.text("identifier"))
        contact.sourceUpdatedAt = try fields.instant("last_modified")
        contact.email = try fields.optionalText("email").flatMap(normalizedEmail)
        contact.phone = try fields.optionalText("phone")
        (contact.firstName, contact.lastName) = try name(fields, "name_parts", "name")
        contact.language = try fields.optionalText("locale").flatMap { Locale(rawValue: String($0.prefix(2))) }
        return contact
    }

    /// Lower case, as the same address is typed differently each time; nil for what cannot be one, or is too long to keep.
    static func normalizedEmail(_ text: String) -> String? {
        let lowered = text.lowercased()
        guard lowered.utf8.count <= 190, lowered.utf8.contains(UInt8(ascii: "@")) else { return nil }
        return lowered
    }

    /// The parts of a name, by whatever scheme the organizer has chosen.
    private static func name(
        _ fields: PretixFields, _ parts: String, _ whole: String
    ) throws(TicketingFault) -> (first: String?, last: String?) {
        guard let parts = try fields.optionalObject(parts) else { return (nil, try fields.optionalText(whole)?.cut) }
        let given = try parts.optionalText("given_name")?.cut
        let family = try parts.optionalText("family_name")?.cut
        if given != nil || family != nil { return (family == nil ? nil : given, family ?? given) }
        let full = try parts.optionalText("full_name")
        let written = try fields.optionalText(whole)
        return (nil, (full ?? written)?.cut)
    }
}
