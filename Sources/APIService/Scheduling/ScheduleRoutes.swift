import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// The routes of `/v1/venues/{venue}/schedules`: a venue's recurring work, and how it went.
struct ScheduleRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/schedules") { request, context in try await create(request, context) }
        group.get("/schedules") { request, context in try await list(request, context) }
        group.get("/schedules/:schedule") { request, context in try await find(request, context) }
        group.patch("/schedules/:schedule") { request, context in try await change(request, context) }
        group.delete("/schedules/:schedule") { request, context in try await remove(request, context) }
        group.get("/schedules/:schedule/runs") { request, context in try await runs(request, context) }
    }

    private func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue) = try await api.activeVenue(request, context)
        let now = api.store.clock.now()
        let (input, fingerprint) = try await api.input(request) { fields -> (VenueTask, ScheduleDetails)? in
            let task = fields.requiredEnum("task", as: VenueTask.self)
            let details = ScheduleFields.read(fields, at: now)
            guard let task, let details else { return nil }
            return (task, details)
        }
        // Every venue has the one that goes by its seasons.
        if input.0 == .changeSeason && input.1.timing.cadence != .seasonChange {
            throw StoreFailure.conflict(constraint: "schedules_season_change_key").problem
        }
        return try await api.store.onPlatform { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let statement = CreateSchedule(venue: venue.id, task: input.0, details: input.1, at: now)
                guard let schedule = try await transaction.first(statement) else {
                    throw Problem(
                        .conflict, "A venue has at most \(CreateSchedule.most) schedules: change or delete one.")
                }
                return schedule.answer(.created, location: "/v1/venues/\(venue.id)/schedules/\(schedule.id)")
            }
        }.response
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let paging = try Paging(request)
        let rows = try await api.store.onPlatform {
            try await $0.all(ListSchedules(venue: venue.id, page: paging.page()))
        }
        return paging.resources(rows, place: \.id.rawValue, resource: { $0 }).answer().response
    }

    private func find(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let find = FindSchedule(id: try context.identifier("schedule"), venue: venue.id)
        guard let schedule = try await api.store.onPlatform({ try await $0.first(find) }) else {
            throw Problem.notFound
        }
        return schedule.answer().response
    }

    /// Changes what the body names; the rest stays.
    private func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("schedule", of: Schedule.self)
        let find = FindSchedule(id: id, venue: venue.id)
        // Its cadence never changes, and says what the body may hold.
        guard let known = try await api.store.onPlatform({ try await $0.first(find) }) else { throw Problem.notFound }
        let (change, _) = try await api.input(request) { ScheduleFields.readChange($0, of: known) }
        let changed = try await api.store.onPlatform { transaction -> Schedule? in
            guard let held = try await transaction.first(HoldSchedule(id: id, venue: venue.id)) else { return nil }
            return try await transaction.first(
                ChangeSchedule(held, of: venue.id, to: change(held.details), at: api.store.clock.now()))
        }
        guard let changed else { throw Problem.notFound }
        return changed.answer().response
    }

    private func remove(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("schedule", of: Schedule.self)
        try await api.store.onPlatform { transaction in
            guard try await transaction.run(DeleteSchedule(id: id, venue: venue.id)) == 0 else { return }
            guard try await transaction.first(FindSchedule(id: id, venue: venue.id)) != nil else {
                throw Problem.notFound
            }
            throw Problem(
                .conflict, "The schedule of a season's change stays, with what it has done: disable it instead.")
        }
        return Response(status: .noContent)
    }

    private func runs(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("schedule", of: Schedule.self)
        let paging = try Paging(request)
        let rows = try await api.store.onPlatform { transaction in
            guard try await transaction.first(FindSchedule(id: id, venue: venue.id)) != nil else {
                throw Problem.notFound
            }
            return try await transaction.all(ListScheduleRuns(schedule: id, venue: venue.id, page: paging.page()))
        }
        return paging.resources(rows, place: \.id.rawValue, resource: { $0 }).answer().response
    }
}

extension Schedule: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("task", task.rawValue)
            writer.member("cadence", details.timing.cadence.rawValue)
            writer.member("at_time", details.timing.time?.text)
            writer.member("weekday", details.timing.weekday)
            writer.member("every_seconds", details.timing.seconds)
            writer.member("anchor", details.timing.anchor)
            writer.member("missed", details.missed.rawValue)
            writer.member("tolerance_seconds", details.toleranceSeconds as Int64?)
            writer.member("enabled", details.isEnabled as Bool?)
            writer.member("next_at", nextAt)
            writer.member("created_at", createdAt)
        }
    }
}

extension ScheduleRun: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("tick", tick)
            writer.member("missed", missed as Int64?)
            writer.member("state", state.rawValue)
            writer.member("attempts", attempts as Int64?)
            writer.member("queued_at", queuedAt)
            writer.member("started_at", startedAt)
            writer.member("finished_at", finishedAt)
            writer.member("duration", seconds)
            writer.member("reason", reason)
        }
    }
}
