package import Domain
package import Postgres

/// What is left of a performance's seats, by its order lines and quotas.
package struct Availability: Sendable {
    package let performance: Identifier<Performance>
    package let state: PerformanceState
    /// The performance's, else its hall's; nil when neither is known.
    package let capacity: Int64?
    package let sold: Int64
    package let reserved: Int64
    /// Seats kept for a use, sold or not: sources do not say which sale used one.
    package let quotas: Int64

    /// Seats that anybody may still buy: none of a cancelled performance, fewer than none of an oversold one.
    package var available: Int64? {
        guard state != .cancelled else { return 0 }
        return capacity.map { $0 - sold - reserved - quotas }
    }
}

/// The availability of one performance.
package struct FindAvailability: VenueStatement {
    package static let sql = """
        SELECT p.id, p.state, COALESCE(p.capacity, h.capacity),
            (SELECT COALESCE(sum(l.quantity), 0)::bigint FROM order_lines l
                WHERE l.performance_id = p.id AND l.status = 'sold'),
            (SELECT COALESCE(sum(l.quantity), 0)::bigint FROM order_lines l
                WHERE l.performance_id = p.id AND l.status = 'reserved'),
            (SELECT COALESCE(sum(q.seats), 0)::bigint FROM quotas q WHERE q.performance_id = p.id)
        FROM performances p LEFT JOIN halls h ON h.id = p.hall_id WHERE p.id = $1
        """
    let performance: Identifier<Performance>

    package init(performance: Identifier<Performance>) {
        self.performance = performance
    }

    package var parameters: [Value] { [performance.value] }
    package static func decode(_ row: inout Row) throws -> Availability {
        Availability(
            performance: try row.next(), state: try row.next(), capacity: try row.nextIfPresent(),
            sold: try row.next(), reserved: try row.next(), quotas: try row.next())
    }
}
