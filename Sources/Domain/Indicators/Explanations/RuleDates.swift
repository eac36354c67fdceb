/// The days and the seasons that the rules measure by, as of an instant at a venue.
package struct RuleDates: Sendable {
    package let today: LocalDate
    /// The same day so many years before; 28 February where that year has no 29th.
    package let oneYearAgo: LocalDate
    package let twoYearsAgo: LocalDate
    package let threeYearsAgo: LocalDate
    package let fourYearsAgo: LocalDate
    /// The one that holds the day.
    package let season: Season?
    /// The one that ended last.
    package let previousSeason: Season?

    package init(today: LocalDate, yearsAgo: [LocalDate], season: Season?, previousSeason: Season?) {
        self.today = today
        oneYearAgo = yearsAgo[0]
        twoYearsAgo = yearsAgo[1]
        threeYearsAgo = yearsAgo[2]
        fourYearsAgo = yearsAgo[3]
        self.season = season
        self.previousSeason = previousSeason
    }

    /// Whoever was born after it is young.
    package var youngBornAfter: LocalDate? {
        season.map { LocalDate(year: $0.endsOn.components.year - 29, month: 1, day: 1) }
    }
}

/// Days, both included.
package struct DaySpan: Sendable, Hashable {
    package let from: LocalDate
    package let to: LocalDate
}

extension LocalDate {
    var dayAfter: LocalDate { LocalDate(daysSince1970: daysSince1970 + 1) }
}

extension IndicatorKey {
    /// The season its rule measures.
    package func season(_ dates: RuleDates) -> Season? {
        switch self {
        case .assiduity, .member, .spendTierCurrent, .subscriber, .young: dates.season
        case .spendTierPrevious: dates.previousSeason
        case .childProduct, .recency, .salesChannel, .seniority, .socialEngagement, .socialInfluence, .bookingLead,
            .genreAffinity:
            nil
        }
    }

    /// The days that count by its rule; nil where it has no such window.
    package func window(_ dates: RuleDates, _ items: [EvidenceItem]) -> DaySpan? {
        let first: LocalDate
        switch self {
        case .salesChannel:
            // Three years where there is nothing within one.
            let isOfOneYear = items.contains { ($0.orderedOn ?? dates.today) > dates.oneYearAgo }
            first = isOfOneYear ? dates.oneYearAgo : dates.threeYearsAgo
        case .socialEngagement, .socialInfluence: first = dates.oneYearAgo
        case .bookingLead: first = dates.twoYearsAgo
        case .genreAffinity: first = dates.threeYearsAgo
        case .assiduity, .childProduct, .member, .spendTierPrevious, .spendTierCurrent, .recency, .subscriber,
            .seniority, .young:
            return nil
        }
        return DaySpan(from: first.dayAfter, to: dates.today)
    }
}
