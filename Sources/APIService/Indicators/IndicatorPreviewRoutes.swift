import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/institutions/{institution}/indicators/preview`: what thresholds would change, before they are kept.
struct IndicatorPreviewRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/institutions/:institution/indicators/preview") { request, context in
            try await preview(request, context)
        }
    }

    private func preview(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, institution) = try await api.institution(request, context)
        let (own, venues) = try await api.store.onPlatform { transaction in
            guard try await transaction.first(FindInstitution(id: institution)) != nil else { throw Problem.notFound }
            return (
                try await transaction.ownIndicators(of: institution),
                try await transaction.all(VenuesInState(.active)).filter { $0.institution == institution }
            )
        }
        let (asked, _) = try await api.input(request) { PreviewedThresholds.read($0, among: own) }
        let now = api.store.clock.now()
        var moves: [(venue: Venue, moves: [LevelMove])] = []
        for venue in venues {
            let found = try await api.store.inVenue(venue) {
                try await $0.compare(asked.thresholds, with: asked.own?.thresholds, of: asked.base, in: venue, at: now)
            }
            moves.append((venue, found))
        }
        return ThresholdPreview(asked: asked, venues: moves).answer().response
    }
}

/// Thresholds of a copy there is, or of one to be made.
private struct PreviewedThresholds {
    let own: OwnIndicator?
    let base: IndicatorKey
    let thresholds: LevelThresholds

    static func read(_ fields: JSONObjectReader, among own: [OwnIndicator]) -> PreviewedThresholds? {
        var known: OwnIndicator?
        let base: IndicatorKey?
        if let key = fields.optionalString("key", minBytes: 1, maxBytes: 40) {
            known = own.first { $0.key == key }
            if known == nil { fields.reject("key", "must be that of one of the institution's own indicators") }
            if fields.value("base").map({ !$0.isNull }) == true {
                fields.reject("base", "must not be there beside `key`: that says what is copied")
            }
            base = known?.base
        } else {
            base = fields.requiredBase()
        }
        let thresholds = fields.requiredThresholds(of: base)
        guard let base, let thresholds else { return nil }
        return PreviewedThresholds(own: known, base: base, thresholds: thresholds)
    }
}

/// How many contacts go from which level to which: in each venue and in all.
private struct ThresholdPreview: Representable {
    let asked: PreviewedThresholds
    let venues: [(venue: Venue, moves: [LevelMove])]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("key", asked.own?.key)
            writer.member("base", asked.base.rawValue)
            writer.member("version", asked.own?.version)
            writer.member("thresholds", asked.thresholds.numbers)
            writer.key("total")
            writer.object { write(LevelMove.total(of: venues.flatMap(\.moves)), to: &$0) }
            writer.key("venues")
            writer.array { writer in
                for (venue, moves) in venues {
                    writer.object { writer in
                        writer.member("venue_id", venue.id.description)
                        writer.member("name", venue.name)
                        write(moves, to: &writer)
                    }
                }
            }
        }
    }

    private func write(_ moves: [LevelMove], to writer: inout JSONWriter) {
        let contacts = moves.reduce(0) { $0 + $1.contacts }
        let moved = moves.reduce(0) { $0 + ($1.from == $1.to ? 0 : $1.contacts) }
        writer.member("contacts", contacts as Int64?)
        writer.member("moved", moved as Int64?)
        writer.key("moves")
        writer.array { writer in
            for move in moves {
                writer.object { writer in
                    writer.member("from_level", move.from.map(Int64.init))
                    writer.member("to_level", move.to.map(Int64.init))
                    writer.member("contacts", move.contacts as Int64?)
                }
            }
        }
    }
}
