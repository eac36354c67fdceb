package import Domain

// One contact's indicators at a past instant, and why any of them is what it is. Nothing is stored.
extension Store {
    /// A contact's indicators as they should have been known at an instant, in the order of the rules; nil when there is no such
    /// contact.
    ///
    /// Shares rank contacts with each other, and so does revenue where there is some: everybody's history is read, as
    /// `rankingInVenue` lets it.
    package func indicators(
        of record: Identifier<Contact>, in venue: Venue, asOf: Instant
    ) async throws -> [Indicator]? {
        let own = try await inVenue(venue) { transaction in
            try await transaction.ownIndicators(of: record, venue, asOf)
        }
        guard let own else { return nil }
        let bands = try await rankingInVenue(venue) { transaction in
            try await transaction.bands(
                of: [.socialEngagement, .socialInfluence] + own.spendTiers.filter(\.value.isRanked).keys,
                own.contact, venue, asOf, LevelThresholds.standardShares)
        }
        return IndicatorKey.allCases.compactMap { key in
            own.histories[key] ?? bands[key]?.indicator(key, asOf: asOf) ?? own.spendTiers[key]
        }
    }

    /// Why an indicator of a contact is what it is: as stored, or as of a past instant; nil when there is no such contact.
    ///
    /// The evidence of what is stored is of the instant that is right for; of what was never computed, of now. `most` items of it
    /// are listed. Contacts are ranked only where this one is, as `rankingInVenue` lets it.
    package func explain(
        _ key: IndicatorKey, by thresholds: LevelThresholds? = nil, of record: Identifier<Contact>, in venue: Venue,
        asOf: Instant?, listing most: Int = Evidence.most
    ) async throws -> Explanation? {
        let now = clock.now()
        let find = { @Sendable (transaction: VenueTransaction) in
            try await transaction.findings(
                key, by: thresholds, of: record, venue, asOf: asOf, now: now, listing: most)
        }
        guard !key.isSocial else {
            // One contact's shares are found among all links, as its bands are.
            return try await rankingInVenue(venue) { transaction in
                guard let found = try await find(transaction) else { return nil }
                return try await transaction.explanation(of: found, venue)
            }
        }
        guard let found = try await inVenue(venue, find) else { return nil }
        guard found.isRanked else { return found.explanation(rankedIn: nil) }
        return try await rankingInVenue(venue) { try await $0.explanation(of: found, venue) }
    }
}

/// What explains an indicator, but for the bands it is ranked in.
private struct Findings: Sendable {
    let contact: Identifier<Contact>
    /// What is stored, or its own history said then.
    let indicator: Indicator
    let asOf: Instant
    let isOfThePast: Bool
    let dates: RuleDates
    /// Of a copy, as they are on a day; nil for the standard ones.
    let thresholds: LevelThresholds?
    let today: LocalDate?
    let evidence: Evidence

    /// Whether contacts are ranked by the indicator, and this one among them.
    var isRanked: Bool {
        guard indicator.key.ranks else { return false }
        return indicator.isRanked || isOfThePast && !evidence.isComplete
    }

    func explanation(rankedIn bands: Bands?) -> Explanation {
        let key = indicator.key
        let ranked = isOfThePast ? bands?.indicator(key, asOf: asOf) : nil
        let rule = Rule(
            key, dates: dates, bands: bands?.place == nil ? nil : bands, thresholds: thresholds, today: today)
        let told = ranked ?? indicator
        return Explanation(
            of: thresholds == nil ? told : rule.levelled(told), asOf: asOf, rule: rule, evidence: evidence)
    }
}

extension VenueTransaction {
    fileprivate func findings(
        _ key: IndicatorKey, by thresholds: LevelThresholds?, of record: Identifier<Contact>, _ venue: Venue,
        asOf: Instant?, now: Instant, listing most: Int
    ) async throws -> Findings? {
        guard let contact = try await first(ContactOfRecord(record: record)),
            let stored = try await first(FindContactIndicators(contact: contact.id))?.first(where: { $0.key == key })
        else { return nil }
        let instant = asOf ?? stored.computedFor ?? now
        guard let dates = try await first(RuleDatesThen(asOf: instant, timeZone: venue.timeZone)) else { return nil }
        let evidence = try await evidence(of: key, contact, venue, instant, listing: most)
        var indicator = stored
        if asOf != nil, key.ranks {
            let outcome = Rule(key, dates: dates, bands: nil).outcome(of: evidence.items)
            indicator = Indicator(key: key, value: outcome.value, level: key.defaultLevel, computedFor: instant)
        } else if asOf != nil {
            indicator = try await histories(of: contact.id, venue, instant)[key] ?? stored
        }
        // The levels of copies are told as of the day they are asked on.
        let today = try await first(LocalDateThere(instant: asOf ?? now, timeZone: venue.timeZone))
        return Findings(
            contact: contact.id, indicator: indicator, asOf: instant, isOfThePast: asOf != nil, dates: dates,
            thresholds: thresholds, today: thresholds == nil ? nil : today, evidence: evidence)
    }

    fileprivate func explanation(of found: Findings, _ venue: Venue) async throws -> Explanation {
        guard found.isRanked else { return found.explanation(rankedIn: nil) }
        let (key, shares) = (found.indicator.key, found.thresholds?.shares ?? LevelThresholds.standardShares)
        let stored = found.isOfThePast ? nil : try await storedBands(of: key, found.contact, shares)
        if let stored { return found.explanation(rankedIn: stored) }
        return found.explanation(
            rankedIn: try await bands(of: [key], found.contact, venue, found.asOf, shares)[key])
    }

    /// What follows at an instant from a contact's own history alone; the revenues without the tiers they are in.
    fileprivate func ownIndicators(
        of record: Identifier<Contact>, _ venue: Venue, _ asOf: Instant
    ) async throws -> (
        contact: Identifier<Contact>, histories: [IndicatorKey: Indicator], spendTiers: [IndicatorKey: Indicator]
    )? {
        guard let contact = try await first(ContactOfRecord(record: record))?.id else { return nil }
        let revenues = try await first(RevenuesThen(asOf: asOf, timeZone: venue.timeZone, contact: contact))
        let tiers = [(IndicatorKey.spendTierPrevious, revenues?.previous), (.spendTierCurrent, revenues?.current)]
            .map { key, cents in
                (key, Indicator(key: key, value: .money(cents ?? 0), level: key.defaultLevel, computedFor: asOf))
            }
        return (contact, try await histories(of: contact, venue, asOf), Dictionary(uniqueKeysWithValues: tiers))
    }

    private func histories(
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

    /// Those the runs ranked the contact in; nil where they did not.
    fileprivate func storedBands(
        of key: IndicatorKey, _ contact: Identifier<Contact>, _ shares: (low: Int64, high: Int64)
    ) async throws -> Bands? {
        switch key {
        case .spendTierPrevious: try await first(StoredPreviousSpendBands(contact: contact, shares: shares))?.bands
        case .spendTierCurrent: try await first(StoredCurrentSpendBands(contact: contact, shares: shares))?.bands
        default: nil
        }
    }

    /// Those of the keys that are ranked.
    fileprivate func bands(
        of keys: [IndicatorKey], _ contact: Identifier<Contact>, _ venue: Venue, _ asOf: Instant,
        _ shares: (low: Int64, high: Int64)
    ) async throws -> [IndicatorKey: Bands] {
        var bands: [(IndicatorKey, Bands)] = []
        if keys.contains(.spendTierPrevious) || keys.contains(.spendTierCurrent) {
            bands += try await all(
                SpendBandsThen(
                    asOf: asOf, timeZone: venue.timeZone, contact: contact, shares: shares)
            )
            .map { ($0.key, $0.bands) }
        }
        if keys.contains(where: \.isSocial) {
            bands += try await all(
                SocialBandsThen(
                    asOf: asOf, timeZone: venue.timeZone, contact: contact, shares: shares)
            )
            .map { ($0.key, $0.bands) }
        }
        return Dictionary(uniqueKeysWithValues: bands)
    }

    private func evidence(
        of key: IndicatorKey, _ contact: (id: Identifier<Contact>, birthDate: LocalDate?), _ venue: Venue,
        _ asOf: Instant, listing most: Int
    ) async throws -> Evidence {
        let (id, timeZone) = (contact.id, venue.timeZone)
        let found: [(count: Int64, item: EvidenceItem)]
        switch key {
        case .young:
            var item = EvidenceItem(.birthDate)
            item.birthDate = contact.birthDate
            return contact.birthDate == nil ? Evidence([], of: 0) : Evidence([item], of: 1)
        case .socialEngagement:
            found = try await all(SharesThen(contact: id, asOf: asOf, timeZone: timeZone, limit: most))
        case .socialInfluence:
            found = try await all(SharedVisitsThen(contact: id, asOf: asOf, timeZone: timeZone, limit: most))
        case .assiduity, .childProduct, .member, .spendTierPrevious, .spendTierCurrent, .recency, .salesChannel,
            .subscriber, .seniority, .bookingLead, .genreAffinity:
            found = try await all(
                HistoryEvidence(key: key, contact: id, asOf: asOf, timeZone: timeZone, limit: most))
        }
        return Evidence(found.map(\.item), of: found.first?.count ?? 0)
    }
}

extension IndicatorKey {
    fileprivate var isSocial: Bool { self == .socialEngagement || self == .socialInfluence }

    /// Whether its levels are bands of what all contacts have.
    fileprivate var ranks: Bool { isSocial || self == .spendTierPrevious || self == .spendTierCurrent }
}

extension Indicator {
    /// Whether its value is one that contacts are ranked by: one above 0.
    fileprivate var isRanked: Bool {
        switch value {
        case .money(let amount): amount > 0
        case .count(let count): (count ?? 0) > 0
        case .date, .flag: false
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
