import HTTPService
import Hummingbird
import JobQueue
import Jobs
import StrictJSON

/// `/v1/job-queue`: how much work there is, and the switch that stops its taking.
struct JobQueueRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/job-queue") { request, _ in
            try api.requirePlatform(try await api.actor(of: request))
            return try await state()
        }
        group.put("/job-queue") { request, _ in try await set(request) }
    }

    private func set(_ request: Request) async throws -> Response {
        try api.requirePlatform(try await api.actor(of: request))
        let (isPaused, _) = try await api.input(request) { fields -> Bool? in fields.requiredBool("paused") }
        if isPaused { try await api.jobs.pause() } else { try await api.jobs.resume() }
        return try await state()
    }

    private func state() async throws -> Response {
        let (isPaused, counts) = try await api.jobs.census()
        return JobQueueState(isPaused: isPaused, counts: counts).answer().response
    }
}

private struct JobQueueState: Representable {
    let isPaused: Bool
    let counts: QueueCensus

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("paused", isPaused)
            writer.member("parked", counts.parked)
            writer.key("kinds")
            writer.array { writer in
                for kind in counts.kinds {
                    writer.object { writer in
                        writer.member("kind", kind.kind)
                        writer.member("queue", kind.queue)
                        writer.member("waiting", kind.waiting)
                        writer.member("running", kind.running)
                        writer.member("delayed", kind.delayed)
                        writer.member("dead", kind.dead)
                        writer.member("oldest_seconds", Int64(kind.oldest.components.seconds))
                    }
                }
            }
        }
    }
}
