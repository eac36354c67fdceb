import Domain
import StrictJSON

/// Every change of an order's lines.
struct LedgerEntries: Representable {
    let data: [LedgerEntry]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in
                for entry in data {
                    writer.object { writer in
                        writer.member("line_id", entry.line)
                        writer.member("occurred_at", entry.occurredAt)
                        writer.member("kind", entry.kind.rawValue)
                        entry.change.write(to: &writer)
                        writer.member("status", entry.status.rawValue)
                        writer.member("performance_id", entry.performance)
                    }
                }
            }
        }
    }
}

/// What was sold and taken back on some days, by day and kind, and in all.
struct LedgerOfDays: Representable {
    let period: DayPeriod
    let days: [LedgerDay]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("from", period.first)
            writer.member("to", period.last)
            writer.key("data")
            writer.array { writer in
                for day in days {
                    writer.object { writer in
                        writer.member("day", day.day)
                        writer.member("kind", day.kind.rawValue)
                        writer.member("entries", day.entries as Int64?)
                        day.change.write(to: &writer)
                    }
                }
            }
            writer.key("totals")
            writer.object(writeTotals)
        }
    }

    /// Gross is what was added, reversed what was taken back, net what is left of it.
    private func writeTotals(to writer: inout JSONWriter) {
        let gross = days.reduce((quantity: 0 as Int64, amount: 0 as Int64)) {
            ($0.quantity + $1.gross.quantity, $0.amount + $1.gross.amount)
        }
        let net = days.reduce((quantity: 0 as Int64, amount: 0 as Int64)) {
            ($0.quantity + $1.change.soldQuantity, $0.amount + $1.change.soldAmount)
        }
        writer.member("gross_quantity", gross.quantity as Int64?)
        writer.member("gross_amount", gross.amount as Int64?)
        writer.member("reversed_quantity", gross.quantity - net.quantity as Int64?)
        writer.member("reversed_amount", gross.amount - net.amount as Int64?)
        writer.member("net_quantity", net.quantity as Int64?)
        writer.member("net_amount", net.amount as Int64?)
    }
}

extension LedgerSums {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("sold_quantity", soldQuantity as Int64?)
        writer.member("sold_amount", soldAmount as Int64?)
        writer.member("reserved_quantity", reservedQuantity as Int64?)
        writer.member("reserved_amount", reservedAmount as Int64?)
    }
}
