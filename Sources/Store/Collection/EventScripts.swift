import Domain
import Postgres

/// How a group of events is stored: a whole transaction sent as one script around one COPY, two round trips in all.
enum EventScripts {
    /// For events not seen before: straight into the table.
    ///
    /// A message id already there fails the whole group.
    static func storing(_ opening: TransactionOpening) -> String {
        "\(opening.script); COPY events (\(EventRows.columns)) FROM STDIN (FORMAT binary); COMMIT"
    }

    /// For a group with message ids already there: the first to come of each is kept, in the order of ids.
    static func storingOnce(_ opening: TransactionOpening) -> String {
        """
        \(opening.script); COPY arriving_events (\(EventRows.columns)) FROM STDIN (FORMAT binary); \
        \(StoreArrivingEvents.sql); COMMIT
        """
    }
}

/// Moves the events that arrived in this transaction to where they are kept, those already known excepted.
struct StoreArrivingEvents: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH arrived AS MATERIALIZED (
            DELETE FROM arriving_events RETURNING *
        ), firsts AS MATERIALIZED (
            SELECT DISTINCT ON (message_id) * FROM arrived ORDER BY message_id, arrival
        )
        INSERT INTO events (\(EventRows.columns))
        SELECT \(EventRows.columns) FROM firsts
        ON CONFLICT ON CONSTRAINT events_pkey DO NOTHING
        """

    var parameters: [Value] { [] }
}
