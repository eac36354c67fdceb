import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/indicator-runs`: the computations of a venue's indicators, asked for and scheduled.
struct IndicatorRunRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/indicator-runs") { request, context in try await ask(request, context) }
        group.get("/indicator-runs") { request, context in
            let kind: IndicatorRun.Kind? = try request.option("kind")
            return try await api.list(request, context, filters: ["kind"], place: \.id.rawValue) {
                try await $0.all(ListIndicatorRuns(page: $1.page(), kind: kind))
            }
        }
        group.get("/indicator-runs/:run") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("run", of: IndicatorRun.self)
                return try await transaction.first(FindIndicatorRun(id: id))
            }
        }
        group.get("/indicator-runs/:run/moves") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let id = try context.identifier("run", of: IndicatorRun.self)
            let definitions = try await api.enabledIndicators(of: venue)
            return try await api.find(request, context) { transaction -> MovesOfRun? in
                guard try await transaction.first(FindIndicatorRun(id: id)) != nil else { return nil }
                let moves = try await transaction.all(ListMovesOfRun(run: id))
                return MovesOfRun(moves: Named.those(of: moves, in: definitions))
            }
        }
        group.get("/indicator-runs/:run/contacts") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let id = try context.identifier("run", of: IndicatorRun.self)
            let definitions = try await api.enabledIndicators(of: venue)
            let own = try await api.enabledOwnIndicators(of: venue)
            return try await api.list(request, context, place: \.contact.rawValue) { transaction, paging in
                let run = try await transaction.first(FindIndicatorRun(id: id))
                guard let run, run.kind == .asOf else { throw Problem.notFound }
                let computed = try await transaction.all(ListComputedIndicators(run: id, page: paging.page()))
                let told = try await transaction.toldThen(
                    by: own, from: computed.map(\.indicators), in: venue, at: run.asOf ?? run.requestedAt)
                return zip(computed, told).map { row, told in
                    ComputedContact(
                        contact: row.contact,
                        indicators: IndicatorList(
                            indicators: Named.those(of: row.indicators, in: definitions),
                            own: told.map(ToldByOwnIndicator.init)))
                }
            }
        }
    }

    /// 202: a worker does it.
    ///
    /// Without a body, every indicator of every contact is computed.
    private func ask(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue) = try await api.activeVenue(request, context)
        let now = api.store.clock.now()
        let (asked, fingerprint) = try await asked(request, at: now)
        var requested: IndicatorRun?
        let answer = try await api.store.inVenue(venue) { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                var asOf = asked.asOf
                if asked.kind == .seasonChangePreview {
                    asOf = try await transaction.first(NextSeasonStart(at: now, timeZone: venue.timeZone))
                    guard asOf != nil else {
                        throw Problem(.conflict, "No season is known to follow this one: create it, then ask again.")
                    }
                }
                try await requireRoom(transaction)
                let run = try created(
                    try await transaction.first(RequestIndicatorRun(asked.kind, at: now, asOf: asOf)))
                requested = run
                return run.answer(.accepted, location: "/v1/venues/\(venue.id)/indicator-runs/\(run.id)")
            }
        }
        if let requested { await api.announce([.runIndicators(requested.id.description, of: venue.id)]) }
        return answer.response
    }

    /// Throws 409 while as many runs wait as may.
    private func requireRoom(_ transaction: VenueTransaction) async throws {
        try await transaction.run(WeighIndicatorRun())
        guard try await transaction.first(CountUnfinishedRuns()) ?? 0 >= IndicatorRunLimits.unfinished else { return }
        throw Problem(
            .conflict,
            "\(IndicatorRunLimits.unfinished) runs that were asked for are not done yet, which is as many as may be: wait for "
                + "one to end, or have the operator withdraw one, then ask again.")
    }

    private func asked(_ request: Request, at now: Instant) async throws -> (AskedRun, fingerprint: [UInt8]) {
        // Whatever type it may say it has.
        let hasBody = request.headers[.transferEncoding] != nil || (request.headers[.contentLength] ?? "0") != "0"
        guard hasBody else {
            let body = try await request.bytes(upTo: 0)
            return (AskedRun(kind: .recompute, asOf: nil), APIService.fingerprint(of: request, body: body))
        }
        return try await api.input(request) { AskedRun($0, at: now) }
    }
}

private struct AskedRun {
    let kind: IndicatorRun.Kind
    let asOf: Instant?
}

extension AskedRun {
    private static let forms = IndicatorRun.Kind.askedFor.map(\.rawValue)

    init?(_ fields: JSONObjectReader, at now: Instant) {
        let kind = fields.requiredCustom("kind", expecting: "one of \(Self.forms.joined(separator: ", "))") { text in
            Self.forms.contains(text) ? IndicatorRun.Kind(rawValue: text) : nil
        }
        // Asked for whatever the kind is: a member that is not read counts as unknown.
        let hasInstant = fields.value("as_of")?.isNull == false
        switch kind {
        case nil: return nil
        case .asOf?:
            let asOf = fields.requiredCustom("as_of", expecting: PastInstant.form) { PastInstant.read($0, at: now) }
            guard let asOf else { return nil }
            self.init(kind: .asOf, asOf: asOf)
        case let kind?:
            if hasInstant { fields.reject("as_of", "must not be there: only runs of the kind `as_of` have one") }
            self.init(kind: kind, asOf: nil)
        }
    }
}

/// What a run found.
private struct MovesOfRun: Representable {
    let moves: [Named<LevelMove>]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in for move in moves { move.write(to: &writer) } }
        }
    }
}

/// A contact's indicators at another instant.
private struct ComputedContact: Representable {
    let contact: Identifier<Contact>
    let indicators: IndicatorList

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("contact_id", contact)
            indicators.writeList("indicators", to: &writer)
        }
    }
}

extension IndicatorRun: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("kind", kind.rawValue)
            writer.member("status", status.rawValue)
            writer.member("requested_at", requestedAt)
            writer.member("started_at", startedAt)
            writer.member("finished_at", finishedAt)
            writer.member("as_of", asOf)
            writer.member("computed_for", computedFor)
            writer.member("contacts", contacts as Int64?)
            writer.member("differences", differences as Int64?)
            writer.member("checked", checked as Int64?)
            writer.member("drifted", drifted as Int64?)
        }
    }
}

extension LevelMove: ToldOfIndicator {
    func writeMembers(as definition: IndicatorDefinition, to writer: inout JSONWriter) {
        writer.member("key", key.rawValue)
        writer.member("from_level", from.map(Int64.init))
        writer.member("from_name", definition.levelName(from))
        writer.member("to_level", to.map(Int64.init))
        writer.member("to_name", definition.levelName(to))
        writer.member("contacts", contacts as Int64?)
    }
}
