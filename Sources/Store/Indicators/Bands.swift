/// The level of one row among those ranked with it: 1 low, 3 high, else 2.
///
/// Equal values share a level. Of the columns `cumulated`, its cumulated distribution, `place`, the smallest rank of its ties, and `people`, how many are
/// ranked.
let bandLevel = "CASE WHEN cumulated <= 0.5 THEN 1 WHEN (place - 1) * 5 >= people * 4 THEN 3 ELSE 2 END"
