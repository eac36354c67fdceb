import Domain
import StoreTestSupport

/// One word of a source about one order.
struct OrderWord: Sendable {
    let order: ArrivingOrder

    static let beginning = Instant("2026-09-01T10:00:00Z")
    /// After everything.
    static let end = Instant("2027-09-01T10:00:00Z")

    /// Some words about one order, the oldest first, each later than the one before.
    static func history(of id: String, _ random: inout SeededGenerator) -> [OrderWord] {
        let orderedAt = beginning.advanced(bySeconds: Int64(random.number(0...86_400)))
        var updatedAt = orderedAt
        return (0...random.number(0...5)).map { _ in
            updatedAt = updatedAt.advanced(bySeconds: Int64(random.number(1...100_000)))
            var order = ArrivingOrder(
                externalID: id, orderedAt: orderedAt, buyer: ArrivingBuyer(externalID: "B\(random.number(1...9))"),
                lines: ["a", "b", "c"].filter { _ in random.number(1...3) > 1 }.map {
                    line($0, until: updatedAt, &random)
                })
            if order.lines.isEmpty { order.lines = [line("a", until: updatedAt, &random)] }
            order.sourceUpdatedAt = updatedAt
            return OrderWord(order: order)
        }
    }

    private static func line(
        _ id: String, until updatedAt: Instant, _ random: inout SeededGenerator
    ) -> ArrivingLine {
        var line = ArrivingLine(externalID: id, amount: Int64(random.number(0...3)) * 1_050)
        line.status = [.sold, .sold, .sold, .reserved, .cancelled, .refunded][random.number(0...5)]
        line.quantity = Int64(random.number(1...3))
        if random.number(1...3) == 1 { line.holder = "H\(random.number(1...4))" }
        if random.number(1...4) == 1 {
            line.statusAt = updatedAt.advanced(bySeconds: -Int64(random.number(0...150_000)))
        }
        return line
    }
}

/// A line as it is known at an instant.
struct KnownLine: Hashable, Sendable, Comparable {
    let order: String
    let line: String
    let status: LineStatus
    let quantity: Int64
    let amount: Int64
    let holder: String?

    static func < (left: KnownLine, right: KnownLine) -> Bool { (left.order, left.line) < (right.order, right.line) }
}

/// Seats and cents, sold and reserved.
struct LineSums: Equatable, Sendable {
    var soldQuantity: Int64 = 0
    var soldAmount: Int64 = 0
    var reservedQuantity: Int64 = 0
    var reservedAmount: Int64 = 0
}

/// Every word ever said, and the rule by which they tell what was true: of those that hold from no later than the instant, the
/// newest counts.
struct LineModel {
    private struct Word {
        let line: KnownLine
        let updatedAt: Instant
        var since: Instant
    }

    private var words: [[String]: [Word]] = [:]

    init(_ said: [OrderWord]) {
        for order in said.map(\.order) {
            guard let updatedAt = order.sourceUpdatedAt else { continue }
            for line in order.lines {
                let known = KnownLine(
                    order: order.externalID, line: line.externalID, status: line.status, quantity: line.quantity,
                    amount: line.amount, holder: line.holder)
                words[[order.externalID, line.externalID], default: []].append(
                    Word(line: known, updatedAt: updatedAt, since: line.statusAt ?? updatedAt))
            }
        }
        for order in said.map(\.order) {
            for line in order.lines { begin(line, of: order) }
        }
    }

    /// What is told first holds from the order's own date, if it is active or reserved and nothing else is said.
    private mutating func begin(_ line: ArrivingLine, of order: ArrivingOrder) {
        let key = [order.externalID, line.externalID]
        guard let first = words[key]?.map(\.updatedAt).min(), first == order.sourceUpdatedAt, line.statusAt == nil,
            line.status == .sold || line.status == .reserved,
            let place = words[key]?.firstIndex(where: { $0.updatedAt == first })
        else { return }
        words[key]?[place].since = order.orderedAt
    }

    var instants: [Instant] { Set(words.values.flatMap { $0.map(\.since) }).sorted() }

    func lines(at instant: Instant) -> [KnownLine] {
        words.values.compactMap { words in
            words.filter { $0.since <= instant }.max { $0.updatedAt < $1.updatedAt }?.line
        }.sorted()
    }

    func sums(at instant: Instant) -> LineSums {
        lines(at: instant).reduce(into: LineSums()) { sums, line in
            if line.status == .sold {
                sums.soldQuantity += line.quantity
                sums.soldAmount += line.amount
            } else if line.status == .reserved {
                sums.reservedQuantity += line.quantity
                sums.reservedAmount += line.amount
            }
        }
    }
}
