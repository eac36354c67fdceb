import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// How levels change: of one contact, and in numbers of a whole venue.
struct LevelRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/contacts/:contact/level-changes") { request, context in try await changes(request, context) }
        group.get("/indicators/:key/levels") { request, context in try await levels(request, context) }
    }

    /// The newest first.
    private func changes(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let key: IndicatorKey? = try request.option("key")
        let contact = try context.identifier("contact", of: Contact.self)
        let (_, venue) = try await api.activeVenue(request, context)
        let definitions =
            if let key { [try await api.enabledIndicator(key, of: venue)] } else {
                try await api.enabledIndicators(of: venue)
            }
        return try await api.list(request, context, filters: ["key"], place: \.told.id.rawValue) {
            transaction, paging in
            guard try await transaction.first(FindContact(id: contact)) != nil else { throw Problem.notFound }
            let changes = try await transaction.all(
                ListLevelChangesOfContact(contact: contact, keys: definitions.map(\.key), page: paging.page()))
            return Named.those(of: changes, in: definitions)
        }
    }

    private func levels(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let definition = try await api.enabledIndicator(try context.indicatorKey(), of: venue)
        try request.requireParameters(among: ["from", "to", "every"])
        let steps = try DaySteps(request)
        let now = api.store.clock.now()
        let (days, counted) = try await api.store.inVenue(venue) {
            try await $0.levels(of: definition.key, atEndsOf: steps.periods, in: venue, by: now)
        }
        return LevelsOverTime(definition: definition, days: days, counted: counted).answer().response
    }
}

/// The numbers of contacts by level at the end of some days.
private struct LevelsOverTime: Representable {
    let definition: IndicatorDefinition
    let days: [LocalDate]
    let counted: [CountLevels.Count]

    func write(to writer: inout JSONWriter) {
        let counts = Dictionary(grouping: counted, by: \.day)
        writer.object { writer in
            writer.member("key", definition.key.rawValue)
            writer.member("name", definition.name)
            writer.key("data")
            writer.array { writer in
                for day in days {
                    writer.object { writer in
                        writer.member("day", day)
                        writer.key("levels")
                        writer.array { writer in for count in counts[day, default: []] { write(count, to: &writer) } }
                    }
                }
            }
        }
    }

    private func write(_ count: CountLevels.Count, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("level", count.level.map(Int64.init))
            writer.member("name", definition.levelName(count.level))
            writer.member("contacts", count.contacts as Int64?)
        }
    }
}

/// The periods a request goes through, `?from=`, `?to=` and `?every=day`, `week` or `month`.
private struct DaySteps {
    enum Step: String, CaseIterable {
        case day
        case week
        case month
    }

    /// Their first and last days.
    let periods: [ClosedRange<LocalDate>]

    /// As many as a page shows.
    private static let most = 400

    /// Each period from `from` to `to`, cut where they cut it.
    init(_ request: Request) throws {
        let form = "there, and be a date, YYYY-MM-DD"
        guard let from = try request.option("from", form, LocalDate.init(iso8601:)),
            let to = try request.option("to", form, LocalDate.init(iso8601:))
        else { throw Problem(.invalidRequest, "`from` and `to` must be there, as dates, YYYY-MM-DD.") }
        let step: Step = try request.option("every") ?? .month
        var periods: [ClosedRange<LocalDate>] = []
        var first = from
        while first <= to, periods.count <= Self.most {
            let last = min(Self.end(of: step, holding: first), to)
            periods.append(first...last)
            first = LocalDate(daysSince1970: last.daysSince1970 + 1)
        }
        guard from <= to, periods.count <= Self.most else {
            throw Problem(
                .invalidRequest, "`to` must not be before `from`, nor the period longer than \(Self.most) steps.")
        }
        self.periods = periods
    }

    private static func end(of step: Step, holding day: LocalDate) -> LocalDate {
        switch step {
        case .day: return day
        case .week:
            // 1970-01-01 was a Thursday; weeks end on Sundays.
            let weekday = (day.daysSince1970 + 3) % 7
            return LocalDate(daysSince1970: day.daysSince1970 + 6 - (weekday < 0 ? weekday + 7 : weekday))
        case .month:
            let (year, month, _) = day.components
            let next = LocalDate(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
            return LocalDate(daysSince1970: next.daysSince1970 - 1)
        }
    }
}

extension LevelChange: ToldOfIndicator {
    func writeMembers(as definition: IndicatorDefinition, to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("key", key.rawValue)
        writer.member("from_level", from.map(Int64.init))
        writer.member("from_name", definition.levelName(from))
        writer.member("to_level", to.map(Int64.init))
        writer.member("to_name", definition.levelName(to))
        writer.member("computed_for", at)
        writer.member("reason", reason.rawValue)
    }
}
