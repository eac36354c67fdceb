import Synchronization

/// How many are inside at the same time, in all and for each name, and the most there ever were.
final class Tally: Sendable {
    private let state = Mutex(State())

    private struct State {
        var inside: [String: Int] = [:]
        var most = 0
        var mostOfOneName = 0
    }

    var most: Int { state.withLock { $0.most } }

    var mostOfOneName: Int { state.withLock { $0.mostOfOneName } }

    func enter(_ name: String) {
        state.withLock { state in
            state.inside[name, default: 0] += 1
            state.most = max(state.most, state.inside.values.reduce(0, +))
            state.mostOfOneName = max(state.mostOfOneName, state.inside.values.max() ?? 0)
        }
    }

    func leave(_ name: String) {
        state.withLock { $0.inside[name, default: 0] -= 1 }
    }
}
