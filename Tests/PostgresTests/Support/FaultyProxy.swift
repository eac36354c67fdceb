import Foundation
import PostgresTestSupport
import Synchronization

/// Stands between us and PostgreSQL and breaks the link on demand.
final class FaultyProxy: Sendable {
    enum Fault {
        case none
        /// Ends the link once so many more bytes have come from the server, with FIN or RST. Happens once.
        case cut(afterBytes: Int, isReset: Bool)
        /// Accepts and takes everything, passes nothing on: a server that hangs.
        case silence
    }

    private struct State {
        var fault = Fault.none
        var received = 0
    }

    let port: Int
    private let listener: Int32
    private let target: Int
    private let state = Mutex(State())

    /// Starts a proxy for the tests' database, runs `body`, and stops taking connections.
    static func withProxy<T>(_ body: (FaultyProxy) async throws -> T) async throws -> T {
        let database = try TestDatabase.shared
        let proxy = try FaultyProxy(target: database.port)
        defer { shutdown(proxy.listener, Int32(SHUT_RDWR)) }
        return try await body(proxy)
    }

    private init(target: Int) throws {
        (listener, port) = try Loopback.listen()
        self.target = target
        Thread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                if client < 0 { break }
                Thread { [self] in serve(client) }.start()
            }
            close(listener)
        }.start()
    }

    func set(_ fault: Fault) {
        state.withLock { $0.fault = fault }
    }

    /// Bytes that came from the server so far.
    var received: Int { state.withLock { $0.received } }

    private func serve(_ client: Int32) {
        let server = Loopback.connect(port: target)
        defer {
            close(client)
            close(server)
        }
        var ends = [
            pollfd(fd: client, events: Int16(POLLIN), revents: 0),
            pollfd(fd: server, events: Int16(POLLIN), revents: 0),
        ]
        while server >= 0, poll(&ends, 2, -1) > 0 {
            if ends[0].revents != 0, !pass(from: client, to: server, counting: false, orReset: client) { return }
            if ends[1].revents != 0, !pass(from: server, to: client, counting: true, orReset: client) { return }
        }
    }

    /// False when the link is to end.
    private func pass(from source: Int32, to destination: Int32, counting: Bool, orReset client: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(source, &buffer, buffer.count)
        guard count > 0 else { return false }
        let (allowed, isCut, isReset) = counting ? account(for: count) : (isSilent ? 0 : count, false, false)
        guard send(destination, buffer, allowed, Int32(MSG_NOSIGNAL)) == allowed else { return false }
        guard isCut else { return true }
        if isReset {
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(client, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Foundation.linger>.size))
        }
        return false
    }

    private var isSilent: Bool {
        state.withLock { state in
            if case .silence = state.fault { true } else { false }
        }
    }

    private func account(for count: Int) -> (allowed: Int, isCut: Bool, isReset: Bool) {
        state.withLock { state in
            state.received += count
            switch state.fault {
            case .none: return (count, false, false)
            case .silence: return (0, false, false)
            case .cut(let left, let isReset):
                state.fault = left <= count ? .none : .cut(afterBytes: left - count, isReset: isReset)
                return (min(left, count), left <= count, isReset)
            }
        }
    }
}
