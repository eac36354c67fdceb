import Domain
import Postgres

/// Adds the shows that arriving lines name and that are not known.
struct AddArrivingShows: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH named AS MATERIALIZED (
            SELECT source, show_id, max(show_name) AS name, min(COALESCE(family, 'event')) AS family, max(genre) AS genre
            FROM arriving_lines WHERE batch_id = $1 AND part = $2 AND show_id IS NOT NULL GROUP BY source, show_id
        ), news AS MATERIALIZED (
            SELECT n.* FROM named n LEFT JOIN shows s ON s.external_id = n.show_id AND s.source = n.source
            WHERE s.id IS NULL
        )
        INSERT INTO shows (source, external_id, name, family, genre)
        SELECT source, show_id, COALESCE(name, show_id), family, genre FROM news ORDER BY show_id, source
        ON CONFLICT ON CONSTRAINT shows_external_id_key DO NOTHING
        """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
}

/// Adds the performances that arriving lines name with their show and date and that are not known; a known one keeps its date.
struct AddArrivingPerformances: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH named AS MATERIALIZED (
            SELECT source, performance_id, max(show_id) AS show_id, max(performance_at) AS starts_at
            FROM arriving_lines
            WHERE batch_id = $1 AND part = $2 AND performance_id IS NOT NULL AND performance_at IS NOT NULL
                AND show_id IS NOT NULL
            GROUP BY source, performance_id
        ), news AS MATERIALIZED (
            SELECT s.id AS show_id, n.source, n.performance_id, n.starts_at
            FROM named n JOIN shows s ON s.external_id = n.show_id AND s.source = n.source
            LEFT JOIN performances p ON p.external_id = n.performance_id AND p.source = n.source
            WHERE p.id IS NULL
        )
        INSERT INTO performances (show_id, source, external_id, starts_at)
        SELECT show_id, source, performance_id, starts_at FROM news ORDER BY performance_id, source
        ON CONFLICT ON CONSTRAINT performances_external_id_key DO NOTHING
        """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
}
