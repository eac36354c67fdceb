package import Domain
package import Postgres

extension Store {
    /// Takes the ticks that are due, at most `limit` schedules in one transaction, and answers the work they began.
    ///
    /// However many do so at once, and wherever one of them ends, a tick has one run. `isMore` when there may be others.
    package func takeDueTicks(limit: Int) async throws -> (work: [Work], isMore: Bool) {
        let taken = try await onPlatform { try await $0.all(TakeDueTicks(at: clock.now(), limit: limit)) }
        return (taken.compactMap(\.self), taken.count == limit)
    }
}

/// Takes due schedules that no other scheduler holds: writes down a run for the latest tick of each and moves it to its next.
///
/// Work that takes longer than its interval does not pile up: a tick whose run before it has not ended is skipped.
/// One that was taken far ahead of now, by a clock that was wrong, is put right and begins nothing. A row without work is a
/// schedule whose tick was skipped, known already, or put right.
struct TakeDueTicks: PlatformStatement {
    static let sql = """
        WITH taken AS MATERIALIZED (
            SELECT id, venue_id, task, cadence, at_time, weekday, every_seconds, anchor, missed, tolerance_seconds, next_at
            FROM schedules
            WHERE enabled AND cadence <> 'season_change' AND task = ANY ($3)
                AND (next_at <= $1::timestamptz OR taken_at > $1::timestamptz + interval '1 hour')
            ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ), due AS MATERIALIZED (
            SELECT t.id, t.venue_id, t.task, t.next_at, s.latest_tick, s.next_tick, s.earlier_ticks,
                CASE WHEN t.missed = 'skip' AND $1 - s.latest_tick > make_interval(secs => t.tolerance_seconds)
                        THEN 'noticed too late'
                    WHEN EXISTS (SELECT FROM schedule_runs r WHERE r.schedule_id = t.id AND r.state IN ('queued', 'running'))
                        THEN 'the run before it had not ended' END AS skipped
            FROM taken t LEFT JOIN venues v ON v.id = t.venue_id,
                sicstine.schedule_ticks(t.cadence, t.at_time, t.weekday, t.every_seconds, t.anchor,
                    COALESCE(v.time_zone, 'UTC'), t.next_at, $1) s
        ), noted AS (
            INSERT INTO schedule_runs (
                schedule_id, venue_id, task, tick, missed, state, queued_at, finished_at, reason)
            SELECT id, venue_id, task, latest_tick, earlier_ticks, CASE WHEN skipped IS NULL THEN 'queued' ELSE 'skipped' END,
                $1, CASE WHEN skipped IS NOT NULL THEN $1 END, skipped
            FROM due WHERE next_at <= latest_tick
            ON CONFLICT ON CONSTRAINT schedule_runs_tick_key DO NOTHING
            RETURNING id, schedule_id, state
        ), advanced AS (
            UPDATE schedules s SET next_at = d.next_tick, taken_at = $1 FROM due d WHERE s.id = d.id
        )
        SELECT d.task, d.venue_id, n.id
        FROM due d LEFT JOIN noted n ON n.schedule_id = d.id AND n.state = 'queued'
        """
    let at: Instant
    let limit: Int

    var parameters: [Value] { [at.value, .int64(Int64(limit)), Work.Kind.known] }
    static func decode(_ row: inout Row) throws -> Work? { try Work(&row) }
}

/// When the next tick or look is due; no row when nothing ever is.
package struct NextDue: PlatformStatement {
    package static let sql = """
        SELECT next_at FROM schedules WHERE enabled AND task = ANY ($1) ORDER BY next_at LIMIT 1
        """

    package init() {}

    package var parameters: [Value] { [Work.Kind.known] }
    package static func decode(_ row: inout Row) throws -> Instant { try row.next() }
}

extension Work.Kind {
    /// Those of this version: the ticks of a later one's are left to it.
    static var known: Value { .texts(allCases.map(\.rawValue)) }
}

extension Work {
    /// A task, its venue, and the run if there is one.
    init?(_ row: inout Row) throws {
        let kind: Kind = try row.next()
        let venue: VenueID? = try row.nextIfPresent()
        guard let run: Identifier<ScheduleRun> = try row.nextIfPresent() else { return nil }
        self = .scheduled(kind, run, of: venue)
    }
}
