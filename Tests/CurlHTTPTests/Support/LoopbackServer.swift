import Foundation
import Glibc
import Synchronization

/// A server on a random port of all local addresses; each connection is served by a thread of its own.
final class LoopbackServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    private struct State {
        var accepted = 0
        var descriptors: Set<Int32> = []
        var isStopped = false
    }

    init(_ serve: @escaping @Sendable (ServedConnection) -> Void) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && listen(descriptor, 512) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isReady else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { self.acceptAll(serve) }
    }

    /// The connections that reached this server.
    var accepted: Int { state.withLock { $0.accepted } }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func acceptAll(_ serve: @escaping @Sendable (ServedConnection) -> Void) {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            let number = state.withLock { state -> Int in
                state.accepted += 1
                state.descriptors.insert(descriptor)
                if state.isStopped { shutdown(descriptor, Int32(SHUT_RDWR)) }
                return state.accepted
            }
            Thread.detachNewThread {
                serve(ServedConnection(descriptor: descriptor, number: number))
                self.state.withLock { state in
                    state.descriptors.remove(descriptor)
                    // A process that another test has just started may hold the descriptor too, and keep it open.
                    shutdown(descriptor, Int32(SHUT_RDWR))
                    close(descriptor)
                }
            }
        }
        close(listener)
    }
}

/// Runs the body with a server and stops the server.
func withServer<T>(
    _ serve: @escaping @Sendable (ServedConnection) -> Void, _ body: (LoopbackServer) async throws -> T
) async throws -> T {
    let server = try LoopbackServer(serve)
    defer { server.stop() }
    return try await body(server)
}
