package import Domain

// One contact's indicators at a past instant, and why any of them is what it is. Nothing is stored.
extension Store {
    /// A contact's indicators as they should have been known at an instant, in the order of the rules; nil when there is no such
    /// contact.
    ///
    /// Spend tiers and shares rank contacts with each other: everybody's history is read.
    package func indicators(
        of record: Identifier<Contact>, in venue: Venue, asOf: Instant
    ) async throws -> [Indicator]? {
        try await computingInVenue(venue) { transaction in
            guard let contact = try await transaction.first(ContactOfRecord(record: record))?.id else { return nil }
            let bands = try await transaction.bands(of: IndicatorKey.allCases, contact, venue, asOf)
            let histories = try await transaction.histories(of: contact, venue, asOf)
            return IndicatorKey.allCases.compactMap { histories[$0] ?? bands[$0]?.indicator($0, asOf: asOf) }
        }
    }

    /// Why an indicator of a contact is what it is: as stored, or as of a past instant; nil when there is no such contact.
    ///
    /// The evidence of what is stored is of the instant that is right for; of what was never computed, of now.
    package func explain(
        _ key: IndicatorKey, of record: Identifier<Contact>, in venue: Venue, asOf: Instant?
    ) async throws -> Explanation? {
        let now = clock.now()
        return try await computingInVenue(venue) { transaction in
            guard let contact = try await transaction.first(ContactOfRecord(record: record)),
                let stored = try await transaction.first(FindContactIndicators(contact: contact.id))?
                    .first(where: { $0.key == key })
            else { return nil }
            let instant = asOf ?? stored.computedFor ?? now
            guard let dates = try await transaction.first(RuleDatesThen(asOf: instant, timeZone: venue.timeZone))
            else { return nil }
            var bands: Bands?
            if asOf == nil, key == .spendTierPrevious {
                bands = try await transaction.first(StoredPreviousSpendBands(contact: contact.id))?.bands
            } else if asOf == nil, key == .spendTierCurrent {
                bands = try await transaction.first(StoredCurrentSpendBands(contact: contact.id))?.bands
            }
            if bands == nil { bands = try await transaction.bands(of: [key], contact.id, venue, instant)[key] }
            var indicator = stored
            if asOf != nil {
                let histories = bands == nil ? try await transaction.histories(of: contact.id, venue, instant) : [:]
                indicator = bands?.indicator(key, asOf: instant) ?? histories[key] ?? stored
            }
            return Explanation(
                of: indicator, asOf: instant, rule: Rule(key, dates: dates, bands: bands),
                evidence: try await transaction.evidence(of: key, contact, venue, instant))
        }
    }
}

extension VenueTransaction {
    fileprivate func histories(
        of contact: Identifier<Contact>, _ venue: Venue, _ asOf: Instant
    ) async throws -> [IndicatorKey: Indicator] {
        let computed = try await first(
            HistoryIndicatorsThen(asOf: asOf, timeZone: venue.timeZone, contacts: [contact]))
        return Dictionary(
            uniqueKeysWithValues: (computed?.indicators ?? []).map { indicator in
                (
                    indicator.key,
                    Indicator(
                        key: indicator.key, value: indicator.value, detail: indicator.detail, level: indicator.level,
                        computedFor: asOf)
                )
            })
    }

    /// Those of the keys that are ranked.
    fileprivate func bands(
        of keys: [IndicatorKey], _ contact: Identifier<Contact>, _ venue: Venue, _ asOf: Instant
    ) async throws -> [IndicatorKey: Bands] {
        var bands: [(IndicatorKey, Bands)] = []
        if keys.contains(.spendTierPrevious) || keys.contains(.spendTierCurrent) {
            bands += try await all(SpendBandsThen(asOf: asOf, timeZone: venue.timeZone, contact: contact))
                .map { ($0.key, $0.bands) }
        }
        if keys.contains(.socialEngagement) || keys.contains(.socialInfluence) {
            bands += try await all(SocialBandsThen(asOf: asOf, timeZone: venue.timeZone, contact: contact))
                .map { ($0.key, $0.bands) }
        }
        return Dictionary(uniqueKeysWithValues: bands)
    }

    fileprivate func evidence(
        of key: IndicatorKey, _ contact: (id: Identifier<Contact>, birthDate: LocalDate?), _ venue: Venue,
        _ asOf: Instant
    ) async throws -> [EvidenceItem] {
        switch key {
        case .young:
            var item = EvidenceItem(.birthDate)
            item.birthDate = contact.birthDate
            return contact.birthDate == nil ? [] : [item]
        case .socialEngagement:
            return try await all(SharesThen(contact: contact.id, asOf: asOf, timeZone: venue.timeZone))
        case .socialInfluence:
            return try await all(SharedVisitsThen(contact: contact.id, asOf: asOf, timeZone: venue.timeZone))
        case .assiduity, .childProduct, .member, .spendTierPrevious, .spendTierCurrent, .recency, .salesChannel,
            .subscriber, .seniority, .bookingLead, .genreAffinity:
            return try await all(
                HistoryEvidence(key: key, contact: contact.id, asOf: asOf, timeZone: venue.timeZone))
        }
    }
}

extension Bands {
    /// The ranked value as an indicator.
    fileprivate func indicator(_ key: IndicatorKey, asOf: Instant) -> Indicator {
        Indicator(
            key: key, value: key.firstLevel == 1 ? .money(value) : .count(value),
            level: band(of: value) ?? key.defaultLevel, computedFor: asOf)
    }
}
