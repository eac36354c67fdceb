import Domain
import Foundation

/// The real-time indicators of one contact.
struct HistoryFigures: Equatable {
    var assiduity = 0
    var assiduityLevel = 0
    var recency: LocalDate?
    var recencyLevel = 0
    var seniority: LocalDate?
    var seniorityLevel = 0
}

/// One spend tier of one contact.
struct TierFigures: Equatable {
    var revenue: Int64 = 0
    var level: Int?
}

/// The rules of the indicators told as loops over a history, to hold the store against.
struct IndicatorOracle {
    let history: History
    let today: LocalDate

    init(_ history: History, asOf: Instant) {
        self.history = history
        today = Self.date(of: asOf, in: history.timeZone)
    }

    /// The date a wall calendar of the time zone shows.
    static func date(of instant: Instant, in timeZone: String) -> LocalDate {
        let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6)
        let offset = TimeZone(identifier: timeZone)?.secondsFromGMT(for: date) ?? 0
        return LocalDate(daysSince1970: Int32((date.timeIntervalSince1970 + Double(offset)).rounded(.down) / 86_400))
    }

    private func date(of instant: Instant) -> LocalDate { Self.date(of: instant, in: history.timeZone) }

    /// The same day so many years before; 28 February where that year has no 29th.
    private func yearsAgo(_ years: Int64) -> LocalDate {
        let (year, month, day) = today.components
        let isMissing = month == 2 && day == 29 && LocalDate(iso8601: "\(year - years)-02-29") == nil
        return LocalDate(year: year - years, month: month, day: isMissing ? 28 : day)
    }

    private var current: History.Season? { history.seasons.first { $0.holds(today) } }
    private var previous: History.Season? {
        history.seasons.filter { $0.endsOn <= today }.max { $0.endsOn < $1.endsOn }
    }

    private func season(of performance: History.Performance) -> Int64? {
        performance.season ?? history.seasons.first { $0.holds(date(of: performance.startsAt)) }?.id
    }

    /// The rules 1, 6 and 9.
    func histories() -> [Int64: HistoryFigures] {
        var attended: [Int64: Set<Int64>] = [:]
        var latest: [Int64: LocalDate] = [:]
        var first: [Int64: LocalDate] = [:]
        func interact(_ contact: Int64?, _ order: History.Order) {
            guard let contact else { return }
            first[contact] = min(first[contact] ?? date(of: order.orderedAt), date(of: order.orderedAt))
        }
        for order in history.orders {
            interact(order.buyer, order)
            interact(order.payer, order)
        }
        let currentSeason = current?.id
        for line in history.lines {
            interact(line.holder, line.order)
            guard line.status == .sold, let performance = line.performance, let id = line.performanceID else {
                continue
            }
            if let currentSeason, season(of: performance) == currentSeason {
                attended[line.holder ?? line.order.buyer, default: []].insert(id)
            }
            if line.family == .event || line.family == .competition {
                let day = date(of: performance.startsAt)
                latest[line.order.buyer] = max(latest[line.order.buyer] ?? day, day)
            }
        }
        var figures: [Int64: HistoryFigures] = [:]
        for contact in history.contacts.keys {
            let count = attended[contact]?.count ?? 0
            figures[contact] = HistoryFigures(
                assiduity: count, assiduityLevel: count == 0 ? 0 : count == 1 ? 1 : count <= 5 ? 2 : 3,
                recency: latest[contact], recencyLevel: recencyLevel(latest[contact]),
                seniority: first[contact], seniorityLevel: seniorityLevel(first[contact]))
        }
        return figures
    }

    private func recencyLevel(_ date: LocalDate?) -> Int {
        guard let date else { return 0 }
        if date >= today { return 4 }
        if date > yearsAgo(1) { return 3 }
        return date < yearsAgo(3) ? 1 : 2
    }

    private func seniorityLevel(_ date: LocalDate?) -> Int {
        guard let date else { return 0 }
        if date > yearsAgo(1) { return 1 }
        return date < yearsAgo(4) ? 3 : 2
    }

    func previousTiers() -> [Int64: TierFigures] { tiers(of: previous) }
    func currentTiers() -> [Int64: TierFigures] { tiers(of: current) }

    /// The rules 4 and 5: the three bands inside each population.
    private func tiers(of measured: History.Season?) -> [Int64: TierFigures] {
        var figures = history.contacts.mapValues { _ in TierFigures() }
        var subscribers: Set<Int64> = []
        guard let measured else { return figures }
        for line in history.lines where line.status == .sold {
            let ordered = date(of: line.order.orderedAt)
            let credited =
                line.performance.flatMap { season(of: $0) } ?? line.season
                ?? history.seasons.first { $0.holds(ordered) }?.id
            guard credited == measured.id else { continue }
            figures[line.order.buyer]?.revenue += line.amount
            if line.family == .subscription { subscribers.insert(line.order.buyer) }
        }
        func population(_ contact: Int64) -> Int {
            history.contacts[contact] == true ? 0 : subscribers.contains(contact) ? 1 : 2
        }
        for (contact, figure) in figures where figure.revenue > 0 {
            let rivals = figures.filter { $0.value.revenue > 0 && population($0.key) == population(contact) }
            let notAbove = rivals.values.count { $0.revenue <= figure.revenue }
            let below = rivals.values.count { $0.revenue < figure.revenue }
            let isLow = 2 * notAbove <= rivals.count
            let isHigh = 10 * below >= 8 * rivals.count
            figures[contact]?.level = isLow ? 1 : isHigh ? 3 : 2
        }
        return figures
    }
}
