import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// What the door did not let in, for seven days, and its second chance.
struct RefusedItemRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/applications/:application/refused-items") { request, context in try await list(request, context) }
        group.post("/applications/:application/refused-items/replay") { request, context in
            try await replayAll(request, context)
        }
        group.post("/refused-items/:item/replay") { request, context in try await replayOne(request, context) }
    }

    /// The newest first.
    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue, application) = try await api.activeApplication(request, context)
        let paging = try Paging(request, otherParameters: ["reason"])
        let reason = try request.option("reason", as: RejectReason.self)
        let page = paging.page(of: RefusedItem.self)
        let list = ListRefusedItems(
            application: application.id, reason: reason, since: kept,
            before: page.after.rawValue == 0 ? nil : page.after, limit: page.limit + 1)
        let rows = try await api.store.inVenue(venue) { try await $0.all(list) }
        return paging.resources(rows, place: \.id.rawValue, resource: { $0 }).answer().response
    }

    private func replayAll(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue, application) = try await api.activeApplication(request, context)
        let (input, fingerprint) = try await api.input(request) { fields -> (reason: RejectReason, limit: Int)? in
            let reason = fields.requiredEnum("reason", as: RejectReason.self)
            let limit = fields.optionalInt64("limit", in: 1...Replay.most) ?? Replay.most
            return reason.map { ($0, Int(limit)) }
        }
        return try await replay(request, by: actor, fingerprint, in: venue) { transaction in
            guard input.reason.isReplayable else { throw Problem.notReplayable(input.reason) }
            let list = ListRefusedItems(
                application: application.id, reason: input.reason, since: kept, before: nil, limit: input.limit)
            return (try await transaction.all(list), application)
        }
    }

    private func replayOne(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("item", of: RefusedItem.self)
        let fingerprint = APIService.fingerprint(of: request, body: try await request.bytes(upTo: 0))
        return try await replay(request, by: actor, fingerprint, in: venue) { transaction in
            guard let found = try await transaction.first(FindRefusedItem(id: id)), found.item.refusedAt >= kept else {
                throw Problem.notFound
            }
            guard found.isReplayable else { throw Problem.notReplayable(found.item.reason) }
            return ([found], try await api.application(found.item.application, of: venue))
        }
    }

    /// Lets in what stands up to the application's rules of now, and forgets that it was refused.
    ///
    /// Events are committed by a transaction of their own before the other: if that one fails, they are found again by a replay,
    /// which has no second effect. It is one of those for files, so that none waits for a connection that another waits with.
    private func replay(
        _ request: Request, by actor: Actor, _ fingerprint: [UInt8], in venue: Venue,
        of select: (VenueTransaction) async throws -> ([KeptRefusal], Domain.Application)
    ) async throws -> Response {
        try await api.store.receivingInVenue(venue) { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let (items, application) = try await select(transaction)
                if let problem = Problem.closed(application) { throw problem }
                let replay = Replay(of: items, from: application, at: api.store.clock.now())
                try await api.writer.write(replay.rows, of: venue)
                try await transaction.run(DropRefusedItems(ids: replay.letIn))
                try await transaction.run(ReviseRefusedItems(replay.revised))
                return replay.answer()
            }
        }.response
    }

    /// What was refused before is on its way out.
    private var kept: Instant { CollectionRetention.refusals(at: api.store.clock.now()) }
}

extension KeptRefusal: Representable {
    /// Whether trying it again can help.
    fileprivate var isReplayable: Bool { item.payload != nil && item.reason.isReplayable }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("reason", item.reason.rawValue)
            writer.member("kind", item.kind?.rawValue)
            writer.member("message_id", item.messageID)
            writer.member("refused_at", item.refusedAt)
            writer.member("replayable", isReplayable as Bool?)
            writer.member("payload", json: item.payload)
        }
    }
}

extension Problem {
    fileprivate static func notReplayable(_ reason: RejectReason) -> Problem {
        switch reason {
        case .testMode:
            Problem(.conflict, "What was a trial stays one: have it sent again, now that it is to count.")
        default:
            Problem(.conflict, "Nothing of it was kept that could be tried again: have it sent again.")
        }
    }

    /// While an application takes no events, trying again would only lose what was kept.
    fileprivate static func closed(_ application: Domain.Application) -> Problem? {
        let description = application.description
        if description.isInTestMode {
            return Problem(.conflict, "The application is in test mode: set `test_mode` to false first.")
        }
        guard description.mode == .exempt else { return nil }
        return Problem(.conflict, "The application collects exempt statistics only: change `collection_mode` first.")
    }
}
