import Domain

// How what a statement computed, in `computed` with each contact's `reason`, is written or only compared. It all answers what
// differed: `DifferingContacts`.

/// Stores what is not as computed, and keeps each change of a level; in the order of ids, as every writer of these rows.
///
/// `isWritten` says of the row that is there, `i`, and the new one, `excluded`, whether it may be; `wasComputed` of the former row `f`
/// whether it was computed at all: there is no change from nothing. `isUnfinished` says of a row that is as computed whether it
/// is to be written all the same. `marks` are columns written beside, with their values, `among` the rows that may be there. The
/// names are ours, never input.
///
/// A row is looked at again once it is held: what another writer stored meanwhile is neither written nor told of twice.
func storing(
    _ columns: IndicatorColumns, among stored: String = "contact_indicators",
    marks: [(column: String, value: String)], isUnfinished: (_ row: String) -> String = { _ in "false" },
    isWritten: String = "true", wasComputed: String
) -> String {
    let written = columns.names + marks.map(\.column)
    return """
        , \(differing(columns, among: stored, isUnfinished: isUnfinished("f"), wasComputed: wasComputed, marks: marks)), stored AS (
            INSERT INTO contact_indicators AS i (contact_id, \(written.joined(separator: ", ")))
            SELECT contact_id, \(written.joined(separator: ", ")) FROM differing ORDER BY contact_id
            ON CONFLICT ON CONSTRAINT contact_indicators_pkey DO UPDATE SET
                (\(written.joined(separator: ", "))) = ROW (\(written.map { "excluded.\($0)" }.joined(separator: ", ")))
            WHERE (\(isWritten))
                AND (\(isUnfinished("i")) OR (\(columns.of("i"))) IS DISTINCT FROM (\(columns.of("excluded"))))
            RETURNING contact_id
        ), \(differences(of: columns, alsoFrom: "JOIN stored s ON s.contact_id = d.contact_id")), kept AS (
            INSERT INTO level_changes (contact_id, key, changed_for, from_level, to_level, reason)
            SELECT contact_id, key, $1, from_level, to_level, reason FROM differences
            WHERE from_level IS DISTINCT FROM to_level
        )
        \(summedDifferences)
        """
}

/// Compares what is stored with what was computed, and writes nothing; of what no run has computed yet there is no difference.
func comparing(_ columns: IndicatorColumns) -> String {
    // Histories are also computed contact by contact, as orders come.
    let parts = columns.keys.map { key in
        "('\(key.rawValue)', \(key.part == .histories ? "true" : "\(key.part.rawValue)_computed_for IS NOT NULL"))"
    }
    return """
        , known AS MATERIALIZED (
            SELECT p.key FROM indicator_epochs
            CROSS JOIN LATERAL (VALUES \(parts.joined(separator: ", "))) p (key, is_known)
            WHERE id = 1 AND p.is_known
        ), \(differing(columns, among: "contact_indicators", isUnfinished: "false", wasComputed: "f.history_computed_for IS NOT NULL", marks: [])), \(differences(of: columns, alsoWhere: "AND l.key IN (SELECT key FROM known)"))
        \(summedDifferences)
        """
}

/// What was computed and is not stored as it is, with what is: few, as a rule, so that what follows is cheap.
private func differing(
    _ columns: IndicatorColumns, among stored: String, isUnfinished: String, wasComputed: String,
    marks: [(column: String, value: String)]
) -> String {
    let former = columns.keys.flatMap(\.columns).map { "f.\($0) AS former_\($0)" }
    let marked = marks.map { "\($0.value) AS \($0.column)" }
    return """
        differing AS MATERIALIZED (
            SELECT c.*, f.contact_id IS NOT NULL AND \(wasComputed) AS was_computed,
                \((former + marked).joined(separator: ", "))
            FROM computed c LEFT JOIN \(stored) f ON f.contact_id = c.contact_id
            WHERE f.contact_id IS NULL OR \(isUnfinished)
                OR (\(columns.of("f"))) IS DISTINCT FROM (\(columns.of("c")))
        )
        """
}

/// Each indicator of `differing` of which the value or the level is another one.
private func differences(of columns: IndicatorColumns, alsoFrom: String = "", alsoWhere: String = "") -> String {
    let compared = columns.keys.map { key in
        "('\(key.rawValue)', \(key.isOtherThanFormer), d.former_\(key.levelColumn)::bigint, d.\(key.levelColumn)::bigint)"
    }
    return """
        differences AS MATERIALIZED (
            SELECT d.contact_id, d.reason, l.key, l.from_level, l.to_level
            FROM differing d \(alsoFrom)
            CROSS JOIN LATERAL (VALUES
                \(compared.joined(separator: ",\n                "))
            ) l (key, is_other_value, from_level, to_level)
            WHERE d.was_computed AND (l.is_other_value OR l.from_level IS DISTINCT FROM l.to_level) \(alsoWhere)
        )
        """
}

/// The contacts computed and of those how many differ, then the differences by indicator and levels.
private let summedDifferences = """
    SELECT NULL AS key, (SELECT count(*) FROM computed) AS from_level,
            (SELECT count(DISTINCT contact_id) FROM differences) AS to_level, 0 AS contacts
        UNION ALL
        SELECT key, from_level, to_level, count(*) FROM differences GROUP BY key, from_level, to_level
    """
