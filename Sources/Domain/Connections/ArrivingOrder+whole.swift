// An order that is told with every line it has: what is known of it beyond that is no longer so.
extension ArrivingOrder {
    /// The same with those of its active lines that it no longer names, as cancelled.
    package func cancelling(_ active: [ArrivingLine]) -> ArrivingOrder {
        let named = Set(lines.map(\.externalID))
        var whole = self
        for line in active where !named.contains(line.externalID) {
            var gone = line
            gone.status = .cancelled
            whole.lines.append(gone)
        }
        return whole
    }

    /// How far what is active in it lies from what is known to be.
    package func differences(from active: [ArrivingLine]) -> Differences {
        var former = Dictionary(active.map { ($0.externalID, $0) }) { first, _ in first }
        var found = Differences()
        for line in lines {
            let known = former.removeValue(forKey: line.externalID)
            let (was, now) = (Active(known), Active(line))
            found.note(was, now)
        }
        for line in former.values { found.note(Active(line), Active(nil)) }
        found.orders = found.orders > 0 ? 1 : 0
        return found
    }
}

/// What a line amounts to.
private struct Active: Equatable {
    var sold: Int64 = 0
    var soldAmount: Int64 = 0
    var reserved: Int64 = 0
    var reservedAmount: Int64 = 0
    var performance: String?

    init(_ line: ArrivingLine?) {
        guard let line else { return }
        switch line.status {
        case .sold: (sold, soldAmount, performance) = (line.quantity, line.amount, line.performance)
        case .reserved: (reserved, reservedAmount, performance) = (line.quantity, line.amount, line.performance)
        case .cancelled, .refunded: break
        }
    }
}

extension Differences {
    fileprivate mutating func note(_ was: Active, _ now: Active) {
        guard was != now else { return }
        orders += 1
        tickets += abs(was.sold - now.sold) + abs(was.reserved - now.reserved)
        amount += abs(was.soldAmount - now.soldAmount)
    }
}
