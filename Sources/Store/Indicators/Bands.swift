/// A question for `contact_id`, the value and its `level` of those in a table of the statement who have a value above 0.
///
/// The three bands of the rules, inside each `population` if there is such a column: 1 low, 3 high, else 2. Equal values share a
/// level. The names are ours, never input.
func banded(_ value: String, of table: String, within population: String? = nil) -> String {
    let partition = population.map { "PARTITION BY \($0)" } ?? ""
    return """
        SELECT contact_id, \(value),
                CASE WHEN cumulated <= 0.5 THEN 1 WHEN (place - 1) * 5 >= people * 4 THEN 3 ELSE 2 END AS level
            FROM (
                SELECT contact_id, \(value), cume_dist() OVER band AS cumulated, rank() OVER band AS place,
                    count(*) OVER (\(partition)) AS people
                FROM \(table) WHERE \(value) > 0
                WINDOW band AS (\(partition) ORDER BY \(value))
            ) ranked
        """
}
