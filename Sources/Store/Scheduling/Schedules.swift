package import Domain
package import Postgres

/// Creates a schedule of a venue; no row when it has as many as it may.
///
/// A season's change is looked for at once, an interval without a past begins with its anchor.
package struct CreateSchedule: PlatformStatement {
    /// A venue with more would keep the workers from the others.
    package static let most = 50

    package static let sql = """
        INSERT INTO schedules (
            venue_id, task, cadence, at_time, weekday, every_seconds, anchor, missed, tolerance_seconds, enabled,
            next_at, created_at)
        SELECT v.id, $2, $3::text, $4::text::time, $5::bigint, $6::bigint, $7::timestamptz, $8, $9, $10,
            CASE WHEN $3 = 'season_change' THEN $11 WHEN $7 >= $11 THEN $7 ELSE t.next_tick END, $11
        FROM venues v,
            sicstine.schedule_ticks($3, $4::text::time, $5, $6, $7, v.time_zone, NULL, $11::timestamptz) t
        WHERE v.id = $1 AND (SELECT count(*) FROM schedules WHERE venue_id = $1) < $12
        RETURNING \(Schedule.columns)
        """
    let venue: VenueID
    let task: VenueTask
    let details: ScheduleDetails
    let at: Instant

    package init(venue: VenueID, task: VenueTask, details: ScheduleDetails, at: Instant) {
        self.venue = venue
        self.task = task
        self.details = details
        self.at = at
    }

    package var parameters: [Value] {
        [venue.value, .text(task.rawValue)] + details.values + [at.value, .int64(Int64(Self.most))]
    }
    package static func decode(_ row: inout Row) throws -> Schedule { try Schedule(&row) }
}

/// One schedule of a venue.
package struct FindSchedule: PlatformStatement {
    package static let sql = "SELECT \(Schedule.columns) FROM schedules WHERE id = $1 AND venue_id = $2"
    let id: Identifier<Schedule>
    let venue: VenueID

    package init(id: Identifier<Schedule>, venue: VenueID) {
        self.id = id
        self.venue = venue
    }

    package var parameters: [Value] { [id.value, venue.value] }
    package static func decode(_ row: inout Row) throws -> Schedule { try Schedule(&row) }
}

/// The same, kept as it is for everybody else until this transaction ends.
package struct HoldSchedule: PlatformStatement {
    package static let sql = FindSchedule.sql + " FOR UPDATE"
    let id: Identifier<Schedule>
    let venue: VenueID

    package init(id: Identifier<Schedule>, venue: VenueID) {
        self.id = id
        self.venue = venue
    }

    package var parameters: [Value] { [id.value, venue.value] }
    package static func decode(_ row: inout Row) throws -> Schedule { try Schedule(&row) }
}

/// A page of a venue's schedules.
package struct ListSchedules: PlatformStatement {
    package static let sql = """
        SELECT \(Schedule.columns) FROM schedules WHERE venue_id = $1 AND id > $2 ORDER BY id LIMIT $3
        """
    let venue: VenueID
    let page: Page<Schedule>

    package init(venue: VenueID, page: Page<Schedule>) {
        self.venue = venue
        self.page = page
    }

    package var parameters: [Value] { [venue.value, page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> Schedule { try Schedule(&row) }
}

/// Gives a schedule other details.
///
/// Where they change its ticks, it goes on with the first one from now: what went by under the old details is not made up.
package struct ChangeSchedule: PlatformStatement {
    package static let sql = """
        WITH ticks AS MATERIALIZED (
            SELECT k.next_tick FROM venues v,
                sicstine.schedule_ticks($3::text, $4::text::time, $5::bigint, $6::bigint, $7::timestamptz, v.time_zone, NULL,
                    $11::timestamptz) k
            WHERE v.id = $2
        )
        UPDATE schedules s SET at_time = $4::text::time, weekday = $5::bigint, every_seconds = $6::bigint,
            anchor = $7::timestamptz, missed = $8, tolerance_seconds = $9, enabled = $10::boolean,
            next_at = CASE WHEN NOT $12::boolean THEN s.next_at WHEN s.cadence = 'season_change' THEN $11
                WHEN $7 >= $11 THEN $7 ELSE t.next_tick END,
            taken_at = CASE WHEN NOT $12 THEN s.taken_at END
        FROM ticks t WHERE s.id = $1 AND s.venue_id = $2
        RETURNING \(Schedule.columns)
        """
    let id: Identifier<Schedule>
    let venue: VenueID
    let details: ScheduleDetails
    let isRetimed: Bool
    let at: Instant

    package init(_ schedule: Schedule, of venue: VenueID, to details: ScheduleDetails, at: Instant) {
        id = schedule.id
        self.venue = venue
        self.details = details
        isRetimed =
            schedule.details.timing != details.timing || (details.isEnabled && !schedule.details.isEnabled)
        self.at = at
    }

    package var parameters: [Value] {
        [id.value, venue.value] + details.values + [at.value, .bool(isRetimed)]
    }
    package static func decode(_ row: inout Row) throws -> Schedule { try Schedule(&row) }
}

/// Removes a schedule with its runs; writes no row when the venue has no such schedule, or it is that of a season's change.
package struct DeleteSchedule: PlatformStatement {
    package typealias Output = Void
    package static let sql = """
        DELETE FROM schedules WHERE id = $1 AND venue_id = $2 AND cadence <> 'season_change'
        """
    let id: Identifier<Schedule>
    let venue: VenueID

    package init(id: Identifier<Schedule>, venue: VenueID) {
        self.id = id
        self.venue = venue
    }

    package var parameters: [Value] { [id.value, venue.value] }
}

extension ScheduleDetails {
    /// Cadence, time, weekday, seconds, anchor, missed, tolerance, enabled.
    fileprivate var values: [Value] {
        [
            timing.cadence.value, .text(timing.time?.text), .optional(timing.weekday) { .int64($0) },
            .optional(timing.seconds) { .int64($0) }, .optional(timing.anchor, \.value), missed.value,
            .int64(toleranceSeconds), .bool(isEnabled),
        ]
    }
}

extension Schedule {
    /// In the order its initialiser reads them; of the table `schedules`, or of it under its own name `s`.
    fileprivate static let columns = """
        id, task, cadence, left(at_time::text, 5), weekday, every_seconds, anchor, missed, tolerance_seconds, enabled,
            next_at, created_at
        """

    fileprivate init(_ row: inout Row) throws {
        let id: Identifier<Schedule> = try row.next()
        let task: Work.Kind = try row.next()
        let cadence: Cadence = try row.next()
        let time: LocalTime? = try row.nextIfPresent()
        let weekday: Int64? = try row.nextIfPresent()
        let seconds: Int64? = try row.nextIfPresent()
        let anchor: Instant? = try row.nextIfPresent()
        let timing: Timing? =
            switch cadence {
            case .daily: time.map { .daily(at: $0) }
            case .weekly: time.flatMap { time in weekday.map { .weekly(on: $0, at: time) } }
            case .seasonChange: time.map { .seasonChange(at: $0) }
            case .interval: seconds.flatMap { seconds in anchor.map { .interval(seconds: seconds, anchor: $0) } }
            }
        guard let timing else { throw StoreFailure.fault("a schedule breaks schedules_timing_check") }
        let details = ScheduleDetails(
            timing: timing, missed: try row.next(), toleranceSeconds: try row.next(), isEnabled: try row.next())
        self.init(id: id, task: task, details: details, nextAt: try row.next(), createdAt: try row.next())
    }
}
