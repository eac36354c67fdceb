/// A table of the catalogue: what sources tell of its things, and how their words are written there.
struct CatalogueTable: Sendable {
    let name: String
    let members: [CatalogueMember]
    /// The columns that indicators are made of: whose contacts must know when one changes.
    var counted: [String] = []
    /// What no thing may be, as an expression on `m`, what it becomes, and why it is refused.
    var fault: (isFound: String, reason: String)?

    /// Writes what a source tells of some things, none of them twice; answers what became of each, in their order.
    ///
    /// `$1` is the source; `$2` to `$4` the external ids, the instants and the names of what is said; one more for each member.
    /// The newer word wins, at one instant the later one. What someone else adds at the same moment has no outcome: it is there,
    /// but cannot be seen yet; the next statement sees it.
    var upsert: String {
        let columns = members.map(\.column)
        let list = columns.joined(separator: ", ")
        return """
            WITH told AS MATERIALIZED (
                SELECT u.place, u.external_id, u.source_updated_at::timestamptz AS source_updated_at,
                    string_to_array(u.said, ' ') AS said, \(members.map(\.read).joined(separator: ", "))
                FROM unnest($2::text[], $3::text[], $4::text[]\(parameters)) WITH ORDINALITY
                    AS u (external_id, source_updated_at, said, \(list), place)
            ), placed AS MATERIALIZED (
                SELECT t.place, t.external_id, t.source_updated_at, t.said, \(members.map(\.placed).joined(separator: ", ")),
                    array_remove(ARRAY[\(members.compactMap(\.unknown).joined(separator: ", "))]::text[], NULL) AS reasons
                FROM told t \(members.compactMap { $0.reference.map { "LEFT \($0.join)" } }.joined(separator: " "))
            ), known AS MATERIALIZED (
                SELECT k.id, k.external_id, k.source_updated_at, \(Self.columns(columns, of: "k")) FROM \(name) k
                WHERE k.source = $1 AND k.external_id IN (SELECT external_id FROM placed)
                ORDER BY k.external_id FOR NO KEY UPDATE
            ), merged AS MATERIALIZED (
                SELECT m.*, \(fault.map { "CASE WHEN \($0.isFound) THEN '\($0.reason)' END" } ?? "NULL::text") AS fault
                FROM (
                    SELECT p.place, p.external_id, p.source_updated_at, k.id AS known_id,
                        \(members.map { "\($0.merged) AS \($0.column)" }.joined(separator: ",\n            "))
                    FROM placed p LEFT JOIN known k ON k.external_id = p.external_id
                    WHERE p.reasons = '{}' AND (k.id IS NULL OR k.source_updated_at <= p.source_updated_at)
                ) m
            ), added AS (
                INSERT INTO \(name) (source, external_id, source_updated_at, \(list))
                SELECT $1, external_id, source_updated_at, \(list) FROM merged
                WHERE known_id IS NULL AND fault IS NULL ORDER BY external_id
                ON CONFLICT ON CONSTRAINT \(name)_external_id_key DO NOTHING
                RETURNING id, external_id
            ), changed AS (
                UPDATE \(name) h SET source_updated_at = m.source_updated_at, \(Self.assignments(columns))
                FROM merged m WHERE h.id = m.known_id AND m.fault IS NULL
            )
            SELECT p.place, p.external_id, COALESCE(k.id, a.id),
                CASE WHEN p.reasons <> '{}' OR m.fault IS NOT NULL THEN 'refused'
                    WHEN k.id IS NULL THEN CASE WHEN a.id IS NOT NULL THEN 'created' END
                    WHEN m.place IS NULL THEN 'superseded'
                    WHEN ROW(\(Self.columns(columns, of: "k"))) IS DISTINCT FROM ROW(\(Self.columns(columns, of: "m")))
                        THEN 'updated'
                    ELSE 'unchanged' END,
                array_remove(p.reasons || m.fault, NULL),
                k.id IS NOT NULL AND m.place IS NOT NULL AND m.fault IS NULL AND \(counts)
            FROM placed p LEFT JOIN known k ON k.external_id = p.external_id LEFT JOIN merged m ON m.place = p.place
                LEFT JOIN added a ON a.external_id = p.external_id
            ORDER BY p.place
            """
    }

    private var parameters: String { members.indices.map { ", $\($0 + 5)::text[]" }.joined() }

    private var counts: String {
        counted.isEmpty
            ? "false"
            : "ROW(\(Self.columns(counted, of: "k"))) IS DISTINCT FROM ROW(\(Self.columns(counted, of: "m")))"
    }

    private static func columns(_ columns: [String], of table: String) -> String {
        columns.map { "\(table).\($0)" }.joined(separator: ", ")
    }

    private static func assignments(_ columns: [String]) -> String {
        columns.map { "\($0) = m.\($0)" }.joined(separator: ", ")
    }
}

extension CatalogueMember {
    /// Out of the texts of `u`; a reference stays a text until it is resolved.
    fileprivate var read: String { reference == nil ? "u.\(column)::\(type) AS \(column)" : "u.\(column)" }

    fileprivate var placed: String { reference == nil ? "t.\(column)" : "r_\(column).id AS \(column)" }

    fileprivate var unknown: String? {
        reference.map { "CASE WHEN t.\(column) IS NOT NULL AND r_\(column).id IS NULL THEN '\($0.reason)' END" }
    }
}
