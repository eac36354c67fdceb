import Glibc
import Synchronization

/// The one part of a connection that other threads may touch: lets them interrupt it while its own thread is blocked.
///
/// It never closes the socket. It forgets the number before the owner closes it, under the same lock that `interrupt`
/// takes, so a number that the system has given to another file is never shut down.
final class SocketGate: Sendable {
    private struct State {
        var descriptor: Int32?
        var isInterrupted = false
    }

    private let state = Mutex(State())

    /// Whether somebody gave the connection up.
    var isInterrupted: Bool { state.withLock { $0.isInterrupted } }

    /// Whether the socket is open, at rest and silent: a byte or an end that nobody asked for makes it unusable.
    var isUsable: Bool {
        state.withLock { state in
            guard let descriptor = state.descriptor, !state.isInterrupted else { return false }
            var watch = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&watch, 1, 0) == 0
        }
    }

    /// Takes the socket in; answers false when the connection was given up meanwhile.
    func open(_ descriptor: Int32) -> Bool {
        state.withLock { state in
            state.descriptor = descriptor
            return !state.isInterrupted
        }
    }

    /// Ends whatever the connection is waiting for; the connection cannot be used again.
    ///
    /// Any thread, any number of times.
    func interrupt() {
        state.withLock { state in
            state.isInterrupted = true
            if let descriptor = state.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Lets go of the socket, which the owner closes next.
    func forget() {
        state.withLock { $0.descriptor = nil }
    }
}
