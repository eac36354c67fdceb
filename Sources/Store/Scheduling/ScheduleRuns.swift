package import Domain
package import Postgres

/// A page of a schedule's runs, the newest first.
package struct ListScheduleRuns: PlatformStatement {
    package static let sql = """
        SELECT id, tick, missed, state, attempts, queued_at, started_at, finished_at, reason FROM schedule_runs
        WHERE schedule_id = $1 AND venue_id = $2 AND ($3::bigint = 0 OR id < $3) ORDER BY id DESC LIMIT $4
        """
    let schedule: Identifier<Schedule>
    let venue: VenueID
    let page: Page<ScheduleRun>

    package init(schedule: Identifier<Schedule>, venue: VenueID, page: Page<ScheduleRun>) {
        self.schedule = schedule
        self.venue = venue
        self.page = page
    }

    package var parameters: [Value] { [schedule.value, venue.value, page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> ScheduleRun {
        ScheduleRun(
            id: try row.next(), tick: try row.next(), missed: try row.next(), state: try row.next(),
            attempts: try row.next(), queuedAt: try row.next(), startedAt: try row.nextIfPresent(),
            finishedAt: try row.nextIfPresent(), reason: try row.nextIfPresent())
    }
}

/// Begins an attempt at a run; no row when it has ended.
///
/// From here on the attempts before it are too late to finish.
package struct BeginScheduleRun: PlatformStatement {
    package struct Begun: Sendable {
        /// 1 for the first.
        package let attempt: Int64
        /// Nil for the installation.
        package let venue: VenueID?
        /// The instant it is for: the clock that noticed it may be ahead of the one that does it.
        package let tick: Instant
    }

    package static let sql = """
        UPDATE schedule_runs SET state = 'running', attempts = attempts + 1, started_at = $3
        WHERE id = $1 AND task = $2 AND state IN ('queued', 'running')
        RETURNING attempts, venue_id, tick
        """
    let id: Identifier<ScheduleRun>
    let kind: Work.Kind
    let at: Instant

    package init(id: Identifier<ScheduleRun>, kind: Work.Kind, at: Instant) {
        self.id = id
        self.kind = kind
        self.at = at
    }

    package var parameters: [Value] { [id.value, kind.value, at.value] }
    package static func decode(_ row: inout Row) throws -> Begun {
        Begun(attempt: try row.next(), venue: try row.nextIfPresent(), tick: try row.next())
    }
}

/// Ends a run; writes no row when another attempt was begun or the run has ended.
package struct FinishScheduleRun: PlatformStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE schedule_runs SET state = $3, reason = $4, finished_at = $5
        WHERE id = $1 AND attempts = $2 AND state = 'running'
        """
    let id: Identifier<ScheduleRun>
    let attempt: Int64
    let failure: String?
    let at: Instant

    /// `failure` nil is success.
    package init(id: Identifier<ScheduleRun>, attempt: Int64, failure: String?, at: Instant) {
        self.id = id
        self.attempt = attempt
        self.failure = failure
        self.at = at
    }

    package var parameters: [Value] {
        let state: ScheduleRun.State = failure == nil ? .done : .failed
        return [id.value, .int64(attempt), state.value, .text(failure), at.value]
    }
}

/// Takes a run not yet ended out of the record; writes no row when it has ended.
package struct CancelScheduleRun: PlatformStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE schedule_runs SET state = 'cancelled', finished_at = $3
        WHERE id = $1 AND task = $2 AND state IN ('queued', 'running')
        """
    let id: Identifier<ScheduleRun>
    let kind: Work.Kind
    let at: Instant

    package init(id: Identifier<ScheduleRun>, kind: Work.Kind, at: Instant) {
        self.id = id
        self.kind = kind
        self.at = at
    }

    package var parameters: [Value] { [id.value, kind.value, at.value] }
}

/// The runs of one kind that have not ended, over all venues, the oldest first.
package struct UnfinishedScheduleRuns: PlatformStatement {
    package static let sql = """
        SELECT task, venue_id, id FROM schedule_runs WHERE task = $1 AND state IN ('queued', 'running')
        ORDER BY id LIMIT 1000
        """
    let kind: Work.Kind

    package init(kind: Work.Kind) {
        self.kind = kind
    }

    package var parameters: [Value] { [kind.value] }
    package static func decode(_ row: inout Row) throws -> Work? { try Work(&row) }
}

/// Deletes runs that ended before an instant, a bounded number.
///
/// That of a season's change stays: it shows that the season, however long, was begun.
package struct PurgeScheduleRuns: PlatformStatement {
    package typealias Output = Void
    package static let sql = """
        WITH old AS MATERIALIZED (
            SELECT r.id FROM schedule_runs r JOIN schedules s ON s.id = r.schedule_id
            WHERE r.finished_at < $1 AND r.state NOT IN ('queued', 'running') AND s.cadence <> 'season_change'
            ORDER BY r.finished_at LIMIT $2 FOR UPDATE OF r SKIP LOCKED
        )
        DELETE FROM schedule_runs r USING old o WHERE r.id = o.id
        """
    let before: Instant
    let limit: Int

    package init(before: Instant, limit: Int) {
        self.before = before
        self.limit = limit
    }

    package var parameters: [Value] { [before.value, .int64(Int64(limit))] }
}
