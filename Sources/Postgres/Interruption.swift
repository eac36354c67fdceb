import CLibPQ
import Synchronization

/// Lets another thread interrupt the request a connection is waiting for, and no other.
///
/// Every request takes a ticket. Firing an old ticket does nothing, so a task cancelled just after its answer arrived
/// cannot break the connection under the next caller.
final class Interruption: Sendable {
    private struct State {
        var lastTicket: UInt64 = 0
        var running: UInt64?
        var isWoken = false
        /// Fired while their request waited for its turn.
        var fired: Set<UInt64> = []
    }

    /// Owned here; closed with the object, which the connection outlives.
    ///
    /// -1 when the process has no descriptor left.
    let descriptor: Int32
    private let state = Mutex(State())

    init() {
        descriptor = sicstine_wake_open()
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func issueTicket() -> UInt64 {
        state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
    }

    /// Called from any thread when the task that holds the ticket is cancelled.
    func fire(_ ticket: UInt64) {
        state.withLock { state in
            if state.running == ticket {
                state.isWoken = true
                sicstine_wake_fire(descriptor)
            } else {
                state.fired.insert(ticket)
            }
        }
    }

    /// False when the ticket was fired before its request began.
    func begin(_ ticket: UInt64) -> Bool {
        state.withLock { state in
            state.running = ticket
            return !state.fired.contains(ticket)
        }
    }

    func end() {
        state.withLock { state in
            state.running = nil
            if state.isWoken { sicstine_wake_drain(descriptor) }
            state.isWoken = false
        }
    }

    /// Forgets a ticket that nobody can fire any more.
    func retire(_ ticket: UInt64) {
        state.withLock { state in
            if !state.fired.isEmpty { state.fired.remove(ticket) }
        }
    }
}
