package import Hummingbird
import NIOCore
import Synchronization

/// Runs each request on the event loop of its own connection, so that an answer that waited for a commit is written by
/// the thread that owns the socket.
///
/// For services whose handlers never block.
package struct EventLoopAffinity: RouterMiddleware {
    package typealias Context = ServiceContext
    private let executors = Executors()

    package init() {}

    package func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        try await withTaskExecutorPreference(executors[context.eventLoop]) {
            try await next(request, context)
        }
    }
}

/// One executor a loop, for ever: there are as many loops as cores.
private final class Executors: Sendable {
    private let known = Mutex<[ObjectIdentifier: EventLoopExecutor]>([:])

    subscript(loop: any EventLoop) -> EventLoopExecutor {
        known.withLock { known in
            if let executor = known[ObjectIdentifier(loop)] { return executor }
            let executor = EventLoopExecutor(loop)
            known[ObjectIdentifier(loop)] = executor
            return executor
        }
    }
}

private final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
