import CLibCurl
import Synchronization

/// What callers leave for the transfer thread.
///
/// Any thread may post; only the transfer thread takes.
final class Inbox: Sendable {
    enum Note {
        case start(Exchange)
        case cancel(Exchange)
    }

    private let maxHeld: Int
    private let state: Mutex<State>

    private struct State {
        var notes: [Note] = []
        /// Exchanges that are posted, waiting or running.
        var held = 0
        var isClosed = false
        var wakeUp: MultiHandle?
    }

    init(maxHeld: Int, wakes multi: MultiHandle) {
        self.maxHeld = maxHeld
        state = Mutex(State(wakeUp: multi))
    }

    /// Hands over an exchange, or fails it at once where there is no place for it.
    func post(_ exchange: Exchange) {
        let refusal = state.withLock { state -> HTTPFailure.Reason? in
            if state.isClosed { return .shutDown }
            if state.held >= maxHeld { return .queueFull }
            state.held += 1
            state.notes.append(.start(exchange))
            state.wakeUp?.wake()
            return nil
        }
        if let refusal { exchange.fail(refusal, outcomeUnknown: false) }
    }

    /// Asks for an exchange to be ended, whether it was posted already or will be.
    func cancel(_ exchange: Exchange) {
        exchange.cancel()
        state.withLock { state in
            guard let wakeUp = state.wakeUp else { return }
            state.notes.append(.cancel(exchange))
            wakeUp.wake()
        }
    }

    /// Refuses every later exchange and asks the thread to end.
    ///
    /// Idempotent.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.wakeUp?.wake()
        }
    }

    func take() -> (notes: [Note], isClosed: Bool) {
        state.withLock { state in
            defer { state.notes = [] }
            return (state.notes, state.isClosed)
        }
    }

    /// Says that the thread holds one exchange less.
    func release() {
        state.withLock { $0.held -= 1 }
    }

    /// Says that the thread is about to free the handle, which must not be woken from then on.
    func disconnect() {
        state.withLock { state in
            state.isClosed = true
            state.wakeUp = nil
            state.notes = []
        }
    }
}

/// The handle of libcurl that drives all transfers of a client.
///
/// Sendable because `wake` is the one call libcurl allows from another thread, and the inbox makes it under its lock and
/// not after `disconnect`; everything else is done by the thread that owns the transfers, which also frees it.
struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    func wake() {
        curl_multi_wakeup(pointer)
    }
}
