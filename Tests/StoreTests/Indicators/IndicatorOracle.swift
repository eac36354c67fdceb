import Domain
import Foundation

/// The indicators of one contact's own history.
struct HistoryFigures: Equatable {
    var assiduity = 0
    var assiduityLevel = 0
    var childProduct = false
    var member = false
    var recency: LocalDate?
    var recencyLevel = 0
    var salesChannel: Int?
    var salesChannelType: String?
    var salesChannelLevel = 0
    var subscriber = false
    var seniority: LocalDate?
    var seniorityLevel = 0
    var young: Bool?
    var bookingLead: Int?
    var bookingLeadLevel = 0
    var genreAffinity = 0
    var genre: String?
}

/// One spend tier of one contact.
struct TierFigures: Equatable {
    var revenue: Int64 = 0
    var level: Int?
}

/// The rules of the indicators told as loops over a history, to hold the store against.
struct IndicatorOracle {
    let history: History
    let asOf: Instant
    let today: LocalDate

    init(_ history: History, asOf: Instant) {
        self.history = history
        self.asOf = asOf
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

    /// The rules 1 to 3, 6 to 10, 13 and 14.
    func histories() -> [Int64: HistoryFigures] {
        let lines = history.lines(at: asOf)
        let bought = Dictionary(grouping: lines, by: \.order.buyer)
        let attended = Dictionary(grouping: lines.filter { $0.status == .sold }, by: { $0.holder ?? $0.order.buyer })
        let children = Set(history.wordsHeld(until: asOf).filter(\.isChild).map(\.order.buyer))
        let first = firstOrders(lines)
        var figures: [Int64: HistoryFigures] = [:]
        for contact in history.contacts.keys {
            var figure = HistoryFigures()
            let active = (bought[contact] ?? []).filter { $0.status == .sold }
            let plays = active.filter { ($0.family == .event || $0.family == .competition) && $0.performance != nil }
            attend(attended[contact] ?? [], &figure)
            figure.childProduct = children.contains(contact)
            figure.member = active.contains { $0.family == .membership && isValid($0, in: current, on: today) }
            figure.subscriber = active.contains {
                $0.family == .subscription && $0.product?.givesSubscriber != false && isValid($0, in: current)
            }
            figure.recency = plays.compactMap(\.performance).map { date(of: $0.startsAt) }.max()
            figure.recencyLevel = recencyLevel(figure.recency)
            useChannels(active, &figure)
            figure.seniority = first[contact]
            figure.seniorityLevel = seniorityLevel(first[contact])
            figure.young = isYoung(contact)
            book(plays, &figure)
            figures[contact] = figure
        }
        return figures
    }

    private func firstOrders(_ lines: [History.Line]) -> [Int64: LocalDate] {
        var first: [Int64: LocalDate] = [:]
        func interact(_ contact: Int64?, _ order: History.Order) {
            guard let contact, order.orderedAt <= asOf else { return }
            first[contact] = min(first[contact] ?? date(of: order.orderedAt), date(of: order.orderedAt))
        }
        for (_, order) in history.orders {
            interact(order.buyer, order)
            interact(order.payer, order)
        }
        for line in lines { interact(line.holder, line.order) }
        return first
    }

    /// Assiduity and the favourite genre, of the lines that give a seat.
    private func attend(_ seats: [History.Line], _ figure: inout HistoryFigures) {
        var performances: [Int64: History.Performance] = [:]
        for seat in seats { if let id = seat.performanceID { performances[id] = seat.performance } }
        let season = current?.id
        let count = performances.values.count { season != nil && self.season(of: $0) == season }
        figure.assiduity = count
        figure.assiduityLevel = count == 0 ? 0 : count == 1 ? 1 : count <= 5 ? 2 : 3
        var genres: [String: [Instant]] = [:]
        for performance in performances.values {
            let day = date(of: performance.startsAt)
            guard let genre = performance.genre, day > yearsAgo(3), day <= today else { continue }
            genres[genre, default: []].append(performance.startsAt)
        }
        let ranked = genres.filter { $0.value.count >= 2 }.sorted { one, other in
            if one.value.count != other.value.count { return one.value.count > other.value.count }
            let latest = (one.value.max() ?? asOf, other.value.max() ?? asOf)
            return latest.0 != latest.1
                ? latest.0 > latest.1 : Array(one.key.utf8).lexicographicallyPrecedes(other.key.utf8)
        }
        figure.genre = ranked.first?.key
        figure.genreAffinity = ranked.first?.value.count ?? 0
    }

    /// Whether a membership counts on a day, or a subscription in a season.
    private func isValid(_ line: History.Line, in measured: History.Season?, on day: LocalDate? = nil) -> Bool {
        var (season, from, to) = (line.season, line.validFrom, line.validTo)
        if season == nil, from == nil, to == nil, let product = line.product {
            (season, from, to) = (product.season, product.validFrom, product.validTo)
        }
        if let season, season == measured?.id { return true }
        if from != nil || to != nil {
            if let day { return (from ?? day) <= day && day <= (to ?? day) }
            guard let measured else { return false }
            return (from ?? measured.startsOn) < measured.endsOn && measured.startsOn <= (to ?? measured.startsOn)
        }
        return season == nil && measured?.holds(date(of: line.order.orderedAt)) == true
    }

    private func useChannels(_ active: [History.Line], _ figure: inout HistoryFigures) {
        for years in [1, 3] as [Int64] {
            let recent = active.filter { date(of: $0.order.orderedAt) > yearsAgo(years) }
            guard !recent.isEmpty else { continue }
            let orders = Dictionary(grouping: recent, by: \.order.channel).mapValues { lines in
                Set(lines.map { $0.orderID }).count
            }
            let most = orders.values.max()
            for (level, channel) in [(3, "B2B"), (2, "INTERNET"), (1, "OTHERS")] where orders[channel] == most {
                figure.salesChannel = most
                figure.salesChannelType = channel
                figure.salesChannelLevel = level
                return
            }
        }
    }

    private func isYoung(_ contact: Int64) -> Bool? {
        guard let birth = history.birthDates[contact], let current else { return nil }
        return birth > LocalDate(year: current.endsOn.components.year - 29, month: 1, day: 1)
    }

    private func book(_ plays: [History.Line], _ figure: inout HistoryFigures) {
        let hours = plays.filter { date(of: $0.order.orderedAt) > yearsAgo(2) }.compactMap { line -> Int? in
            line.performance.map { performance in
                Int(
                    (Double(performance.startsAt.microseconds - line.order.orderedAt.microseconds) / 3.6e9).rounded(
                        .down))
            }
        }.sorted()
        guard !hours.isEmpty else { return }
        let median = hours[(hours.count - 1) / 2]
        figure.bookingLead = median
        figure.bookingLeadLevel = median <= 48 ? 1 : median <= 14 * 24 ? 2 : 3
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
        let spenders = spenders(in: measured)
        return spenders.mapValues { spender in
            let bands = OracleBands(of: spender, among: Array(spenders.values))
            let isHigh = bands.highFrom.map { spender.revenue >= $0 } == true
            let isLow = bands.lowUpTo.map { spender.revenue <= $0 } == true
            return TierFigures(
                revenue: spender.revenue, level: spender.revenue <= 0 ? nil : isLow ? 1 : isHigh ? 3 : 2)
        }
    }

    func previousBands(of contact: Int64) -> OracleBands? { bands(of: contact, in: previous) }
    func currentBands(of contact: Int64) -> OracleBands? { bands(of: contact, in: current) }

    private func bands(of contact: Int64, in measured: History.Season?) -> OracleBands? {
        let spenders = spenders(in: measured)
        return spenders[contact].map { OracleBands(of: $0, among: Array(spenders.values)) }
    }

    /// Each contact's revenue of a season, and the population it is of.
    private func spenders(in measured: History.Season?) -> [Int64: Spender] {
        var revenues = history.contacts.mapValues { _ in Int64(0) }
        var subscribers: Set<Int64> = []
        if let measured {
            for line in history.lines(at: asOf) where line.status == .sold {
                if line.family == .subscription, line.product?.givesSubscriber != false, isValid(line, in: measured) {
                    subscribers.insert(line.order.buyer)
                }
                let ordered = date(of: line.order.orderedAt)
                let credited =
                    line.performance.flatMap { season(of: $0) } ?? line.season ?? line.product?.season
                    ?? history.seasons.first { $0.holds(ordered) }?.id
                guard credited == measured.id else { continue }
                revenues[line.order.buyer]? += line.amount
            }
        }
        return Dictionary(
            uniqueKeysWithValues: revenues.map { contact, revenue in
                let population: Bands.Population =
                    history.contacts[contact] == true
                    ? .collectivity : subscribers.contains(contact) ? .subscriber : .other
                return (contact, Spender(revenue: revenue, population: population))
            })
    }
}

struct Spender {
    let revenue: Int64
    let population: Bands.Population
}

/// The bands of one population, by counting who has less.
struct OracleBands: Equatable {
    let population: Bands.Population
    let contacts: Int
    let lowUpTo: Int64?
    let highFrom: Int64?
    let place: Int?

    init(of spender: Spender, among spenders: [Spender]) {
        let revenues = spenders.filter { $0.population == spender.population && $0.revenue > 0 }.map(\.revenue)
        population = spender.population
        contacts = revenues.count
        lowUpTo = revenues.filter { revenue in 2 * revenues.count { $0 <= revenue } <= revenues.count }.max()
        highFrom = revenues.filter { revenue in 10 * revenues.count { $0 < revenue } >= 8 * revenues.count }.min()
        place = spender.revenue > 0 ? revenues.count { $0 < spender.revenue } + 1 : nil
    }

    init(_ bands: Bands) {
        population = bands.population
        contacts = Int(bands.contacts)
        lowUpTo = bands.lowUpTo
        highFrom = bands.highFrom
        place = bands.place.map(Int.init)
    }
}
