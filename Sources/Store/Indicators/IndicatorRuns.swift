package import Domain
package import Postgres

/// A computation of a venue's indicators: asked for, or scheduled.
package struct IndicatorRun: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Every indicator of every contact as of now, the spend tier of the season before included.
        case recompute
        /// What the calendar moved; then some contacts are checked.
        case daily
        /// The spend tier of the season under way; and every contact's history is checked.
        case weekly
        /// A season has begun.
        case seasonChange = "season_change"
        /// What the next season's beginning would change, with what is known now; nothing of it is stored.
        case seasonChangePreview = "season_change_preview"
        /// Every indicator of every contact as of another instant, kept beside what is stored.
        case asOf = "as_of"

        /// Those that a venue asks for; the others are scheduled.
        package static let askedFor: [Kind] = [.recompute, .seasonChangePreview, .asOf]

        /// Whether it changes what is stored.
        var stores: Bool { self != .seasonChangePreview && self != .asOf }
    }

    package enum Status: String, CaseIterable, Sendable {
        case queued
        case done
        /// Withdrawn by the operator before it was done, or overtaken by the next run of its schedule.
        case cancelled
    }

    package let id: Identifier<IndicatorRun>
    package let kind: Kind
    package let status: Status
    package let requestedAt: Instant
    package let startedAt: Instant?
    package let finishedAt: Instant?
    /// The instant asked for; nil: that of the run.
    package let asOf: Instant?
    /// The instant the figures are right for.
    package let computedFor: Instant?
    /// Compared with what was stored.
    package let contacts: Int64
    /// Indicators of theirs of which the value or the level was another one.
    package let differences: Int64
    /// Checked, and of these those that were not what a full computation says: none is expected.
    package let checked: Int64
    package let drifted: Int64

    fileprivate static let columns = """
        id, kind, status, requested_at, started_at, finished_at, as_of, computed_for, contacts, differences, checked, drifted
        """

    fileprivate init(_ row: inout Row) throws {
        id = try row.next()
        kind = try row.next()
        status = try row.next()
        requestedAt = try row.next()
        startedAt = try row.nextIfPresent()
        finishedAt = try row.nextIfPresent()
        asOf = try row.nextIfPresent()
        computedFor = try row.nextIfPresent()
        contacts = try row.next()
        differences = try row.next()
        checked = try row.next()
        drifted = try row.next()
    }
}

/// Asks for a run.
package struct RequestIndicatorRun: VenueStatement {
    package static let sql = """
        INSERT INTO indicator_runs (kind, status, requested_at, as_of) VALUES ($1, 'queued', $2, $3)
        RETURNING \(IndicatorRun.columns)
        """
    let kind: IndicatorRun.Kind
    let at: Instant
    let asOf: Instant?

    package init(_ kind: IndicatorRun.Kind = .recompute, at: Instant, asOf: Instant? = nil) {
        self.kind = kind
        self.at = at
        self.asOf = asOf
    }

    package var parameters: [Value] { [.text(kind.rawValue), at.value, .optional(asOf, \.value)] }
    package static func decode(_ row: inout Row) throws -> IndicatorRun { try IndicatorRun(&row) }
}

/// The instant at which the next season of a venue begins; no row when none is known.
package struct NextSeasonStart: VenueStatement {
    package static let sql = """
        SELECT starts_on::timestamp AT TIME ZONE $2 FROM seasons WHERE starts_on > ($1::timestamptz AT TIME ZONE $2)::date
        ORDER BY starts_on LIMIT 1
        """
    let at: Instant
    let timeZone: String

    package init(at: Instant, timeZone: String) {
        self.at = at
        self.timeZone = timeZone
    }

    package var parameters: [Value] { [at.value, .text(timeZone)] }
    package static func decode(_ row: inout Row) throws -> Instant { try row.next() }
}

/// One run by its id.
package struct FindIndicatorRun: VenueStatement {
    package static let sql = "SELECT \(IndicatorRun.columns) FROM indicator_runs WHERE id = $1"
    let id: Identifier<IndicatorRun>

    package init(id: Identifier<IndicatorRun>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> IndicatorRun { try IndicatorRun(&row) }
}

/// A page of runs in the order of their ids, of one kind or of all.
package struct ListIndicatorRuns: VenueStatement {
    package static let sql = """
        SELECT \(IndicatorRun.columns) FROM indicator_runs WHERE id > $1 AND ($2::text IS NULL OR kind = $2)
        ORDER BY id LIMIT $3
        """
    let page: Page<IndicatorRun>
    let kind: IndicatorRun.Kind?

    package init(page: Page<IndicatorRun>, kind: IndicatorRun.Kind?) {
        self.page = page
        self.kind = kind
    }

    package var parameters: [Value] { [page.after.value, .text(kind?.rawValue), page.rows] }
    package static func decode(_ row: inout Row) throws -> IndicatorRun { try IndicatorRun(&row) }
}

/// The runs that were asked for and are not yet done; what is scheduled comes back by its schedule.
package struct QueuedIndicatorRuns: VenueStatement {
    package static let sql = """
        SELECT id FROM indicator_runs WHERE status = 'queued' AND kind = ANY ($1) ORDER BY id
        """

    package init() {}

    package var parameters: [Value] { [.texts(IndicatorRun.Kind.askedFor.map(\.rawValue))] }
    package static func decode(_ row: inout Row) throws -> Identifier<IndicatorRun> { try row.next() }
}

/// Takes a run not yet done for this transaction; no row when it is done or another worker has it.
///
/// What refers to it can be written meanwhile.
struct TakeIndicatorRun: VenueStatement {
    static let sql = """
        SELECT \(IndicatorRun.columns) FROM indicator_runs WHERE id = $1 AND status = 'queued' FOR NO KEY UPDATE SKIP LOCKED
        """
    let id: Identifier<IndicatorRun>

    var parameters: [Value] { [id.value] }
    static func decode(_ row: inout Row) throws -> IndicatorRun { try IndicatorRun(&row) }
}

/// Writes down a scheduled run that is about to begin; one of the same kind and tick that was cut short is taken up again, and one
/// that was done stays done.
///
/// Earlier ones of its kind that never came to an end are withdrawn: this one does what they left undone.
struct BeginIndicatorRun: VenueStatement {
    static let sql = """
        WITH late AS MATERIALIZED (
            SELECT id FROM indicator_runs WHERE kind = $1 AND status = 'queued' AND requested_at < $2
            ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        ), withdrawn AS (
            UPDATE indicator_runs r SET status = 'cancelled', finished_at = $3 FROM late l WHERE r.id = l.id
        ), known AS MATERIALIZED (
            SELECT id FROM indicator_runs WHERE kind = $1 AND requested_at = $2 AND status <> 'cancelled' ORDER BY id LIMIT 1
        ), begins AS MATERIALIZED (
            SELECT $1::text AS kind, $2::timestamptz AS tick WHERE NOT EXISTS (SELECT FROM known)
        ), begun AS (
            INSERT INTO indicator_runs (kind, status, requested_at) SELECT kind, 'queued', tick FROM begins
            RETURNING id
        )
        SELECT id FROM known UNION ALL SELECT id FROM begun
        """
    let kind: IndicatorRun.Kind
    let tick: Instant
    let at: Instant

    var parameters: [Value] { [.text(kind.rawValue), tick.value, at.value] }
    static func decode(_ row: inout Row) throws -> Identifier<IndicatorRun> { try row.next() }
}

/// Ends a run; its differences are those of its moves, whichever attempt made them, all else is of the last attempt.
struct FinishIndicatorRun: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE indicator_runs SET status = 'done', started_at = $2, finished_at = $3, computed_for = $4, contacts = $5,
            differences = COALESCE((SELECT sum(contacts) FROM indicator_run_moves WHERE run_id = $1), 0), checked = $6, drifted = $7
        WHERE id = $1 AND status = 'queued'
        """
    let id: Identifier<IndicatorRun>
    let startedAt: Instant
    let at: Instant
    let computed: ComputedIndicators

    var parameters: [Value] {
        [
            id.value, startedAt.value, at.value, computed.asOf.value, .int64(computed.differences.contacts),
            .int64(computed.repaired.contacts), .int64(computed.repaired.differing),
        ]
    }
}

/// Adds to what a run found, by indicator and levels; in one order, since parts of it add at the same time.
struct AddMoves: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH moves AS MATERIALIZED (
            SELECT * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) m (key, from_level, to_level, contacts)
        )
        INSERT INTO indicator_run_moves (run_id, key, from_level, to_level, contacts)
        SELECT $1, key, from_level, to_level, contacts FROM moves ORDER BY key, from_level, to_level
        ON CONFLICT ON CONSTRAINT indicator_run_moves_pkey DO UPDATE
            SET contacts = indicator_run_moves.contacts + excluded.contacts
        """
    let run: Identifier<IndicatorRun>
    let moves: [LevelMove]

    var parameters: [Value] {
        [
            run.value, .texts(moves.map(\.key.rawValue)), .int64s(moves.map { Int64($0.from ?? -1) }),
            .int64s(moves.map { Int64($0.to ?? -1) }), .int64s(moves.map(\.contacts)),
        ]
    }
}

/// What a run found, by indicator and levels.
package struct ListMovesOfRun: VenueStatement {
    package static let sql = """
        SELECT key, NULLIF(from_level, -1), NULLIF(to_level, -1), contacts FROM indicator_run_moves WHERE run_id = $1
        ORDER BY key, from_level, to_level
        """
    let run: Identifier<IndicatorRun>

    package init(run: Identifier<IndicatorRun>) {
        self.run = run
    }

    package var parameters: [Value] { [run.value] }
    package static func decode(_ row: inout Row) throws -> LevelMove { try LevelMove(&row) }
}

/// Withdraws a run that is in the hands of the transaction.
struct CancelIndicatorRun: VenueStatement {
    typealias Output = Void
    static let sql =
        "UPDATE indicator_runs SET status = 'cancelled', finished_at = $2 WHERE id = $1 AND status = 'queued'"
    let id: Identifier<IndicatorRun>
    let at: Instant

    var parameters: [Value] { [id.value, at.value] }
}
