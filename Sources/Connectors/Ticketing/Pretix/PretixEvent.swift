import Domain

/// An event of pretix: a show; with dates of its own where it is a series, else its one performance too.
struct PretixEvent {
    let slug: String
    let name: String
    let currency: String
    let isSeries: Bool
    let startsAt: Instant

    init(_ fields: PretixFields) throws(TicketingFault) {
        slug = try fields.text("slug")
        name = try fields.localizedText("name") ?? slug
        currency = try fields.text("currency")
        isSeries = try fields.bool("has_subevents")
        startsAt = try fields.instant("date_from")
    }

    var show: ShowTelling { ShowTelling(externalID: slug, name: name.cut) }

    /// The one of an event that is no series; pretix has no word for one that is cancelled, so nothing is said of that.
    var performance: PerformanceTelling { PerformanceTelling(externalID: slug, show: slug, startsAt: startsAt) }

    /// The performance of a position, or of a quota.
    func performance(subevent: Int64?) -> String? {
        if let subevent { return Self.performance(slug, subevent) }
        return isSeries ? nil : slug
    }

    /// No slug holds a colon: whatever it ends with, no other event's date has the same name.
    fileprivate static func performance(_ slug: String, _ subevent: Int64) -> String { "\(slug):\(subevent)" }
}

extension PerformanceTelling {
    /// A date of a series.
    ///
    /// One that is not active is not given: pretix has no other word for a cancelled date.
    init(subevent fields: PretixFields) throws(TicketingFault) {
        let slug = try fields.text("event")
        self.init(
            externalID: PretixEvent.performance(slug, try fields.integer("id")), show: slug,
            startsAt: try fields.instant("date_from"))
        sourceUpdatedAt = try fields.optionalInstant("last_modified")
        state = .value(try fields.bool("active") ? .scheduled : .cancelled)
    }
}

extension QuotaTelling {
    /// Nil without a size, or where it is of no one performance.
    init?(_ fields: PretixFields, of event: PretixEvent) throws(TicketingFault) {
        guard let seats = try fields.optionalInteger("size"),
            let performance = event.performance(subevent: try fields.optionalInteger("subevent"))
        else { return nil }
        self.init(
            externalID: "\(try fields.integer("id"))", performance: performance, name: try fields.text("name").cut,
            seats: seats)
    }
}

extension SalesChannelTelling {
    init(_ fields: PretixFields, types: [String: ChannelType]) throws(TicketingFault) {
        let identifier = try fields.text("identifier")
        self.init(identifier: identifier, name: try fields.localizedText("label") ?? identifier, types: types)
    }

    /// A channel is what the connection says it is; else the shop is the internet, and anything else is something else.
    init(identifier: String, name: String, types: [String: ChannelType]) {
        let type = types[identifier] ?? (identifier == "web" ? .internet : .others)
        self.init(externalID: identifier, name: name.cut, type: type)
    }
}

extension String {
    /// As much of a name as is kept of one.
    var cut: String {
        guard utf8.count > 200 else { return self }
        var bytes = Array(utf8.prefix(200))
        // No character is left in half.
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
        if let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
