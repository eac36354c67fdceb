import Domain
import Postgres

/// Gives a venue the schedules every venue begins with.
struct CreateDefaultSchedules: Statement {
    typealias Output = Void
    static let sql = """
        INSERT INTO schedules (
            venue_id, task, cadence, at_time, weekday, missed, tolerance_seconds, enabled, next_at, created_at)
        SELECT v.id, d.task, d.cadence, d.at_time, d.weekday, 'run_once', 300, true, t.next_tick, $2
        FROM venues v, sicstine.default_schedules() d,
            sicstine.schedule_ticks(d.cadence, d.at_time, d.weekday, NULL, NULL, v.time_zone, NULL, $2) t
        WHERE v.id = $1 ORDER BY d.task
        """
    let venue: VenueID
    let at: Instant

    var parameters: [Value] { [venue.value, at.value] }
}
