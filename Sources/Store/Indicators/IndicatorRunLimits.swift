package import Domain
package import Postgres

/// How much of a venue its runs may take up.
package enum IndicatorRunLimits {
    /// The runs asked for that wait or work.
    package static let unfinished: Int64 = 10
    /// The runs of which what they computed for another instant is kept: the latest.
    package static let kept: Int64 = 10
    /// How long it is kept.
    package static func keptSince(_ now: Instant) -> Instant { now.advanced(bySeconds: -7 * 86_400) }
}

/// Lets one request for a run be weighed against the limit at a time, so that two cannot pass it together.
///
/// It keeps no worker waiting.
package struct WeighIndicatorRun: VenueStatement {
    package typealias Output = Void
    package static let sql = "LOCK TABLE indicator_runs IN SHARE UPDATE EXCLUSIVE MODE"

    package init() {}

    package var parameters: [Value] { [] }
}

/// How many runs that were asked for wait or work.
package struct CountUnfinishedRuns: VenueStatement {
    package static let sql = "SELECT count(*) FROM indicator_runs WHERE status = 'queued' AND kind = ANY ($1)"

    package init() {}

    package var parameters: [Value] { [.texts(IndicatorRun.Kind.askedFor.map(\.rawValue))] }
    package static func decode(_ row: inout Row) throws -> Int64 { try row.next() }
}

/// Drops some of what ended runs computed for other instants and is not kept: what is of none of the `kept` latest or, given
/// `before`, of a run that ended before that.
package struct PurgeComputedIndicators: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        WITH latest AS MATERIALIZED (
            SELECT id FROM indicator_runs WHERE kind = 'as_of' AND status = 'done' ORDER BY finished_at DESC, id DESC LIMIT $2
        ), past AS MATERIALIZED (
            SELECT id FROM indicator_runs WHERE kind IN ('as_of', 'season_change_preview') AND status <> 'queued'
                AND (finished_at < $1::timestamptz OR id NOT IN (SELECT id FROM latest))
        ), dropped AS MATERIALIZED (
            SELECT c.run_id, c.contact_id FROM past p CROSS JOIN LATERAL (
                SELECT run_id, contact_id FROM computed_indicators WHERE run_id = p.id ORDER BY contact_id LIMIT $3
            ) c LIMIT $3
        )
        DELETE FROM computed_indicators c USING dropped d WHERE c.run_id = d.run_id AND c.contact_id = d.contact_id
        """
    let before: Instant?
    let kept: Int64
    let limit: Int

    package init(before: Instant?, kept: Int64 = IndicatorRunLimits.kept, limit: Int) {
        self.before = before
        self.kept = kept
        self.limit = limit
    }

    package var parameters: [Value] { [.optional(before, \.value), .int64(kept), .int64(Int64(limit))] }
}
