import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/contacts/{contact}/web-history`: what a contact who agreed to be recognised did, session by session.
struct WebHistoryRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/contacts/:contact/web-history") { request, context in try await list(request, context) }
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let contact = try context.identifier("contact", of: Contact.self)
        let paging = try TextPaging(request)
        let list = ListSessionsOfContact(contact: contact, before: try paging.place(), limit: paging.limit)
        let rows = try await api.store.inVenue(venue) { transaction -> [WebVisit] in
            guard try await transaction.first(FindContact(id: contact)) != nil else { throw Problem.notFound }
            let sessions = try await transaction.all(list)
            let lines = try await transaction.all(LinesOfSessions(sessions: sessions.map(\.id)))
            let actions = Dictionary(grouping: lines, by: \.session)
            return sessions.map { WebVisit(session: $0, actions: actions[$0.id, default: []].map(\.action)) }
        }
        return paging.resources(rows) { TextPaging.place(at: $0.session.startedAt, $0.session.id) }.answer().response
    }
}

extension TextPaging {
    /// The microseconds of the years 0001 to 9999.
    private static let datable = Instant.firstYear.microseconds..<253_402_300_800_000_000

    /// What a list that has the newest first goes by.
    static func place<Entity>(at instant: Instant, _ id: Identifier<Entity>) -> String {
        "\(instant.microseconds) \(id.rawValue)"
    }

    /// The last of the page before; nil at the beginning.
    func place<Entity>(of _: Entity.Type = Entity.self) throws -> MomentPlace<Entity>? {
        guard !after.isEmpty else { return nil }
        let parts = after.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let microseconds = Int64(parts[0]), let id = Int64(parts[1]) else {
            throw Problem.invalidCursor
        }
        // Others than we date PostgreSQL may not know.
        guard Self.datable.contains(microseconds) else { throw Problem.invalidCursor }
        let place = MomentPlace<Entity>(at: Instant(microseconds: microseconds), id: Identifier(rawValue: id))
        guard Self.place(at: place.at, place.id) == after else { throw Problem.invalidCursor }
        return place
    }
}

/// A session with what was done in it.
private struct WebVisit: Representable {
    let session: WebSession
    let actions: [WebAction]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("started_at", session.startedAt)
            writer.member("ended_at", session.endedAt)
            writer.member("application_id", session.application)
            session.origin.writeMembers(to: &writer)
            writer.member("entry_path", session.entryPath)
            writer.member("page_views", session.pageViews as Int64?)
            writer.key("actions")
            writer.array { writer in
                for action in actions.prefix(LinesOfSessions.most) {
                    writer.object { writer in
                        writer.member("at", action.at)
                        writer.member("action", action.action.rawValue)
                        writer.member("path", action.path)
                        writer.member("show_ref", action.show)
                        writer.member("performance_ref", action.performance)
                        writer.member("quantity", action.quantity)
                        writer.member("order_ref", action.order)
                    }
                }
            }
            writer.member("has_more_actions", (actions.count > LinesOfSessions.most) as Bool?)
        }
    }
}
