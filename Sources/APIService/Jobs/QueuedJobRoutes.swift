import Domain
import Foundation
import HTTPService
import Hummingbird
import JobQueue
import Jobs
import StrictJSON

/// `/v1/jobs`: what waits, runs and was given up, for the operator.
struct QueuedJobRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/jobs") { request, _ in try await list(request) }
        group.get("/jobs/:job") { request, context in
            guard let job = try await api.jobs.find(try await pointer(request, context)) else { throw Problem.notFound }
            return job.answer().response
        }
        group.post("/jobs/:job/retry") { request, context in try await retry(request, context) }
        group.post("/jobs/:job/cancel") { request, context in try await cancel(request, context) }
    }

    private func list(_ request: Request) async throws -> Response {
        try api.requirePlatform(try await api.actor(of: request))
        let query = try JobQuery(request)
        let jobs = try await api.jobs.list(query.filter, limit: query.limit)
        return PageOfJobs(data: jobs).answer().response
    }

    private func retry(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let pointer = try await pointer(request, context)
        guard try await api.jobs.retry(pointer) != .absent else { throw Problem.notFound }
        // It may have ended since.
        return try await api.jobs.find(pointer)?.answer().response ?? Response(status: .noContent)
    }

    /// 204 when it is gone, 202 while it runs and its worker is to stop it.
    private func cancel(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let pointer = try await pointer(request, context)
        switch try await api.jobs.cancel(pointer) {
        case .absent: throw Problem.notFound
        case .gone: return Response(status: .noContent)
        case .told:
            // It may have ended since.
            return try await api.jobs.find(pointer)?.answer(.accepted).response ?? Response(status: .noContent)
        }
    }

    /// The job of the address, asked about by the operator; what is no pointer is like one that does not exist.
    private func pointer(_ request: Request, _ context: ServiceContext) async throws -> JobPointer {
        try api.requirePlatform(try await api.actor(of: request))
        guard let pointer = context.parameters.get("job")?.removingPercentEncoding.flatMap({ JobPointer($0) }) else {
            throw Problem.notFound
        }
        return pointer
    }
}

/// `{"data": […]}`: what there is changes all the time, so there are no further pages.
private struct PageOfJobs: Representable {
    let data: [QueuedJob]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in for job in data { job.write(to: &writer) } }
        }
    }
}

extension QueuedJob: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", pointer?.description ?? String(decoding: raw, as: UTF8.self))
            writer.member("kind", pointer?.kind)
            writer.member("venue_id", pointer.flatMap { $0.scope.isEmpty ? nil : $0.scope })
            writer.member("subject", pointer?.subject)
            writer.member("state", state.rawValue)
            writer.member("queue", queue)
            writer.member("priority", priority.name)
            writer.member("attempts", attempts)
            writer.member("crashes", crashes)
            writer.member("since", Instant(microseconds: Int64(since) * 1_000))
            writer.member("worker", worker)
            writer.member("cancel_requested", isCancelRequested)
            writer.member("runs_again", runsAgain)
            writer.key("progress")
            if let progress {
                writer.object { writer in
                    writer.member("done", progress.done)
                    writer.member("total", progress.total)
                }
            } else {
                writer.null()
            }
            writer.member("reason", reason)
        }
    }
}
