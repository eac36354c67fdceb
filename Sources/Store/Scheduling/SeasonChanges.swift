package import Domain
import Postgres

extension Store {
    /// The venues whose seasons are to be looked at now.
    package func dueSeasonLooks(limit: Int) async throws -> [SeasonLook] {
        try await onPlatform { try await $0.all(DueSeasonLooks(at: clock.now(), limit: limit)) }
    }

    /// Looks which season a venue is in, and begins that season's work unless it was begun before.
    ///
    /// Two transactions, since no role sees both schemas; stopped between them, it is done again whole.
    package func look(_ look: SeasonLook) async throws -> Work? {
        guard let venue = try await venue(look.venue), venue.state == .active else { return nil }
        let now = clock.now()
        let begun = try await inVenue(venue) { transaction in
            try await transaction.first(SeasonBegun(at: now, timeZone: venue.timeZone, time: look.time))
        }
        return try await onPlatform { transaction in
            try await transaction.first(NoteSeasonChange(look: look, begun: begun, at: now)) ?? nil
        }
    }

    /// Has a venue's seasons looked at soon: they were changed.
    ///
    /// Losing this costs a delay: the seasons are looked at once a day anyway.
    package func lookForSeasonChangeSoon(in venue: VenueID) async {
        let at = clock.now()
        _ = try? await onPlatform { try await $0.run(LookForSeasonChange(venue: venue, at: at)) }
    }
}

/// A season-change schedule that is due.
package struct SeasonLook: Sendable {
    let schedule: Identifier<Schedule>
    let venue: VenueID
    let time: LocalTime
    /// When it was due, as it was read.
    let nextAt: Instant
}

/// The season-change schedules that are due.
struct DueSeasonLooks: PlatformStatement {
    static let sql = """
        SELECT id, venue_id, left(at_time::text, 5), next_at FROM schedules
        WHERE enabled AND cadence = 'season_change' AND venue_id IS NOT NULL AND task = ANY ($3)
            AND (next_at <= $1::timestamptz OR taken_at > $1::timestamptz + interval '1 hour')
        ORDER BY next_at LIMIT $2
        """
    let at: Instant
    let limit: Int

    var parameters: [Value] { [at.value, .int64(Int64(limit)), Work.Kind.known] }
    static func decode(_ row: inout Row) throws -> SeasonLook {
        SeasonLook(
            schedule: try row.next(), venue: try row.next(), time: try row.next(), nextAt: try row.next())
    }
}

/// The season that holds the instant's local date: when it began, and when that was to be noticed.
struct SeasonBegun: VenueStatement {
    struct Begun: Sendable {
        let tick: Instant
        let dueAt: Instant
    }

    static let sql = """
        WITH instant AS MATERIALIZED (SELECT ($1::timestamptz AT TIME ZONE $2)::date AS today)
        SELECT starts_on::timestamp AT TIME ZONE $2, (starts_on + $3::text::time) AT TIME ZONE $2
        FROM seasons, instant WHERE starts_on <= today AND today < ends_on
        """
    let at: Instant
    let timeZone: String
    let time: LocalTime

    var parameters: [Value] { [at.value, .text(timeZone), .text(time.text)] }
    static func decode(_ row: inout Row) throws -> Begun { Begun(tick: try row.next(), dueAt: try row.next()) }
}

/// Writes down the run of a season begun, unless it has one, and moves the schedule to its next look.
///
/// One that was told meanwhile to look again soon keeps that. No row when there is nothing to begin.
struct NoteSeasonChange: PlatformStatement {
    static let sql = """
        WITH taken AS MATERIALIZED (
            SELECT id, venue_id, task, at_time, next_at,
                missed = 'skip' AND $5::timestamptz - $3::timestamptz > make_interval(secs => tolerance_seconds) AS is_skipped
            FROM schedules WHERE id = $1 AND enabled FOR UPDATE
        ), noted AS (
            INSERT INTO schedule_runs (
                schedule_id, venue_id, task, tick, missed, state, queued_at, finished_at, reason)
            SELECT id, venue_id, task, $2::timestamptz, 0, CASE WHEN is_skipped THEN 'skipped' ELSE 'queued' END,
                $5, CASE WHEN is_skipped THEN $5 END, CASE WHEN is_skipped THEN 'noticed too late' END
            FROM taken WHERE $2 IS NOT NULL
            ON CONFLICT ON CONSTRAINT schedule_runs_tick_key DO NOTHING
            RETURNING id, venue_id, task, state
        ), advanced AS (
            UPDATE schedules s SET next_at = k.next_tick, taken_at = $5
            FROM taken t JOIN venues v ON v.id = t.venue_id,
                sicstine.schedule_ticks('daily', t.at_time, NULL, NULL, NULL, v.time_zone, NULL, $5) k
            WHERE s.id = t.id AND t.next_at = $4
        )
        SELECT task, venue_id, id FROM noted WHERE state = 'queued'
        """
    let look: SeasonLook
    let begun: SeasonBegun.Begun?
    let at: Instant

    var parameters: [Value] {
        [
            look.schedule.value, .optional(begun?.tick, \.value), .optional(begun?.dueAt, \.value), look.nextAt.value,
            at.value,
        ]
    }
    static func decode(_ row: inout Row) throws -> Work? { try Work(&row) }
}

/// Brings a venue's next look at its seasons forward.
struct LookForSeasonChange: PlatformStatement {
    typealias Output = Void
    static let sql = """
        UPDATE schedules SET next_at = $2 WHERE venue_id = $1 AND cadence = 'season_change' AND enabled
        """
    let venue: VenueID
    let at: Instant

    var parameters: [Value] { [venue.value, at.value] }
}
