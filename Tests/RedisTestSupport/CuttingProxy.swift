import Foundation
import Synchronization

/// Stands between a client and a server on loopback and cuts a connection in the middle of an answer when told to.
package final class CuttingProxy: Sendable {
    private let budget: Budget
    private let listener: LoopbackListener

    package var port: Int { listener.port }

    package init(to server: Int) throws {
        let budget = Budget()
        self.budget = budget
        listener = try LoopbackListener { client in
            guard let upstream = LoopbackListener.connect(to: server) else { return }
            let requestsEnded = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                Self.copy(client, upstream) { $0 }
                shutdown(upstream, Int32(SHUT_RDWR))
                requestsEnded.signal()
            }
            Self.copy(upstream, client, allowing: budget.take)
            shutdown(client, Int32(SHUT_RDWR))
            // The number may be closed only once nobody reads from it.
            requestsEnded.wait()
            Glibc.close(upstream)
        }
    }

    /// Lets that many more bytes of answers through, then ends that connection; later ones are not cut.
    package func cut(after bytes: Int) {
        budget.set(bytes)
    }

    /// Whether the cut has been made.
    package var hasCut: Bool { budget.isSpent }

    package func close() {
        listener.close()
    }

    private static func copy(_ from: Int32, _ to: Int32, allowing: (Int) -> Int) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(from, &buffer, buffer.count)
            guard count > 0 else { return }
            let allowed = allowing(count)
            guard send(to, buffer, allowed, Int32(MSG_NOSIGNAL)) == allowed, allowed == count else { return }
        }
    }

    private final class Budget: Sendable {
        private let left = Mutex<(bytes: Int?, isSpent: Bool)>((nil, false))

        func set(_ bytes: Int) { left.withLock { $0 = (bytes, false) } }

        var isSpent: Bool { left.withLock { $0.isSpent } }

        func take(_ count: Int) -> Int {
            left.withLock { state in
                guard let bytes = state.bytes else { return count }
                if bytes >= count {
                    state.bytes = bytes - count
                    return count
                }
                state = (nil, true)
                return bytes
            }
        }
    }
}
