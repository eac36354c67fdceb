/// What a rule says of some evidence.
package struct Outcome: Sendable, Hashable {
    package var value: Indicator.Value
    package var detail: String?
    package var level: Int?
}

extension Indicator {
    /// What was stored or computed of it.
    package var outcome: Outcome { Outcome(value: value, detail: detail, level: level) }
}

/// The rules, of one contact's evidence alone.
///
/// `bands` are there for those indicators that are ranked, `thresholds` for those whose levels have some: a copy's own, or the
/// standard ones, as they are on the day `today`.
package struct Rule: Sendable {
    package let key: IndicatorKey
    package let dates: RuleDates
    package let bands: Bands?
    package let thresholds: LevelThresholds?
    package let today: LocalDate

    package init(
        _ key: IndicatorKey, dates: RuleDates, bands: Bands?, thresholds: LevelThresholds? = nil,
        today: LocalDate? = nil
    ) {
        self.key = key
        self.dates = dates
        self.bands = bands
        self.thresholds = thresholds ?? LevelThresholds.standard(of: key)
        self.today = today ?? dates.today
    }

    /// The value, its detail and its level.
    package func outcome(of items: [EvidenceItem]) -> Outcome {
        switch key {
        case .assiduity:
            return counted(Int64(Set(items.map(\.performance)).count))
        case .childProduct, .member, .subscriber:
            return Outcome(value: .flag(!items.isEmpty), level: items.isEmpty ? 0 : 1)
        case .spendTierPrevious, .spendTierCurrent:
            let revenue = items.reduce(0) { $0 + ($1.amount ?? 0) }
            return Outcome(value: .money(revenue), level: bands?.band(of: revenue))
        case .recency:
            return dated(items.compactMap(\.performedOn).max())
        case .salesChannel: return preferredChannel(items)
        case .seniority:
            return dated(items.compactMap(\.orderedOn).min())
        case .young:
            guard let birth = items.compactMap(\.birthDate).first, let bound = dates.youngBornAfter else {
                return Outcome(value: .flag(nil))
            }
            return Outcome(value: .flag(birth > bound), level: birth > bound ? 1 : 0)
        case .socialEngagement: return ranked(Int64(Set(items.map(\.orderExternalID)).count))
        case .socialInfluence: return ranked(Int64(items.count))
        case .bookingLead: return counted(lowerMedian(of: items.compactMap(\.hours).sorted()))
        case .genreAffinity:
            let favourite = favouriteGenre(items)
            return counted(Int64(favourite?.performances ?? 0), of: favourite?.genre)
        }
    }

    /// The same value with the level it has by these thresholds.
    package func levelled(_ indicator: Indicator) -> Indicator {
        let level = thresholds?.level(of: indicator.value, on: today, base: key) { _, _ in
            switch indicator.value {
            case .count(let count?): bands?.band(of: count)
            case .money(let cents): bands?.band(of: cents)
            case .count(nil), .date, .flag: nil
            }
        }
        return Indicator(
            key: indicator.key, value: indicator.value, detail: indicator.detail, level: level,
            computedFor: indicator.computedFor)
    }

    private func ranked(_ count: Int64) -> Outcome {
        Outcome(value: .count(count), level: bands?.band(of: count) ?? 0)
    }

    private func counted(_ count: Int64?, of detail: String? = nil) -> Outcome {
        Outcome(value: .count(count), detail: detail, level: thresholds?.level(ofCount: count, base: key))
    }

    private func dated(_ date: LocalDate?) -> Outcome {
        Outcome(value: .date(date), level: thresholds?.level(ofDate: date, on: today, base: key))
    }

    /// Of as many on two types, the first of these.
    private static let channels: [(channel: ChannelType, level: Int)] = [(.b2b, 3), (.internet, 2), (.others, 1)]

    private func preferredChannel(_ items: [EvidenceItem]) -> Outcome {
        var orders: [ChannelType: Int64] = [:]
        for item in items { if let channel = item.channel { orders[channel, default: 0] += 1 } }
        let most = orders.values.max()
        guard let used = Self.channels.first(where: { most != nil && orders[$0.channel] == most }) else {
            return Outcome(value: .count(nil), level: 0)
        }
        return Outcome(value: .count(most), detail: used.channel.rawValue, level: used.level)
    }

    private func lowerMedian(of hours: [Int64]) -> Int64? {
        hours.isEmpty ? nil : hours[(hours.count - 1) / 2]
    }

    private func favouriteGenre(_ items: [EvidenceItem]) -> (genre: String, performances: Int)? {
        var genres: [String: (performances: Set<Identifier<Performance>>, latest: Instant?)] = [:]
        for item in items {
            guard let genre = item.genre, let performance = item.performance else { continue }
            genres[genre, default: ([], nil)].performances.insert(performance)
            let latest = [genres[genre]?.latest, item.startsAt].compactMap(\.self).max()
            genres[genre]?.latest = latest
        }
        let favourite = genres.filter { $0.value.performances.count >= 2 }.min { one, other in
            if one.value.performances.count != other.value.performances.count {
                return one.value.performances.count > other.value.performances.count
            }
            if let ones = one.value.latest, let others = other.value.latest, ones != others { return ones > others }
            return one.key.utf8.lexicographicallyPrecedes(other.key.utf8)
        }
        return favourite.map { ($0.key, $0.value.performances.count) }
    }
}

extension Rule {
    /// Of each item whether the outcome is the same without it.
    ///
    /// It takes the time of a sort.
    package func neutral(_ items: [EvidenceItem]) -> [Bool] {
        switch key {
        case .assiduity: return isRepeated(items) { $0.performance }
        case .childProduct, .member, .subscriber: return items.map { _ in items.count > 1 }
        case .spendTierPrevious, .spendTierCurrent: return items.map { $0.amount == 0 }
        case .recency: return isNotAlone(items, \.performedOn, at: items.compactMap(\.performedOn).max())
        case .seniority: return isNotAlone(items, \.orderedOn, at: items.compactMap(\.orderedOn).min())
        case .salesChannel:
            let used = outcome(of: items).detail
            return items.map { $0.channel?.rawValue != used }
        case .young:
            let isKnown = outcome(of: items).level != nil
            return items.map { _ in !isKnown }
        case .socialEngagement: return isRepeated(items) { $0.orderExternalID }
        case .socialInfluence: return items.map { _ in false }
        case .bookingLead: return isBesideMedian(items)
        case .genreAffinity:
            let favourite = outcome(of: items).detail
            return zip(items, isRepeated(items) { $0.performance }).map { item, isRepeated in
                isRepeated || favourite == nil || item.genre != favourite
            }
        }
    }

    private func isRepeated<Thing: Hashable>(_ items: [EvidenceItem], _ thing: (EvidenceItem) -> Thing) -> [Bool] {
        var times: [Thing: Int] = [:]
        for item in items { times[thing(item), default: 0] += 1 }
        return items.map { times[thing($0), default: 0] > 1 }
    }

    /// Another one has the same date, or its date is not the one that counts.
    private func isNotAlone(
        _ items: [EvidenceItem], _ date: (EvidenceItem) -> LocalDate?, at counting: LocalDate?
    ) -> [Bool] {
        let times = items.count { date($0) == counting }
        return items.map { date($0) != counting || times > 1 }
    }

    /// Without the item the median is the same.
    private func isBesideMedian(_ items: [EvidenceItem]) -> [Bool] {
        let sorted = items.enumerated().sorted { ($0.element.hours ?? 0) < ($1.element.hours ?? 0) }
        guard sorted.count > 1 else { return items.map { _ in false } }
        let median = sorted[(sorted.count - 1) / 2].element.hours
        let next = (sorted.count - 2) / 2
        var neutral = items.map { _ in false }
        for (rank, (place, _)) in sorted.enumerated() {
            neutral[place] = sorted[next < rank ? next : next + 1].element.hours == median
        }
        return neutral
    }
}
