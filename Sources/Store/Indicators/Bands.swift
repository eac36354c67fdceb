import Domain

/// A question for `contact_id`, the value and its `level` of those in a table of the statement who have a value above 0.
///
/// Three bands, inside each `population` if there is such a column: 1 low, 3 high, else 2; by shares in thousandths, which are
/// those of the rules unless a parameter says otherwise. Equal values share a level. The names are ours, never input.
func banded(
    _ value: String, of table: String, within population: String? = nil,
    low: String = "\(LevelThresholds.standardShares.low)", high: String = "\(LevelThresholds.standardShares.high)"
) -> String {
    let partition = population.map { "PARTITION BY \($0)" } ?? ""
    return """
        SELECT contact_id, \(value),
                CASE WHEN up_to * 1000 <= \(low) * people THEN 1
                    WHEN (place - 1) * 1000 >= \(high) * people THEN 3 ELSE 2 END AS level
            FROM (
                SELECT contact_id, \(value), count(*) OVER band AS up_to, rank() OVER band AS place,
                    count(*) OVER (\(partition)) AS people
                FROM \(table) WHERE \(value) > 0
                WINDOW band AS (\(partition) ORDER BY \(value))
            ) ranked
        """
}
