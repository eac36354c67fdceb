/// The places of things that are told in one request, so that none is twice in a round: what is told twice is written one after
/// the other.
func rounds(of externalIDs: [String]) -> [[Int]] {
    var times: [String: Int] = [:]
    var rounds: [[Int]] = []
    for (place, id) in externalIDs.enumerated() {
        let round = times[id, default: 0]
        times[id] = round + 1
        if round == rounds.count { rounds.append([]) }
        rounds[round].append(place)
    }
    return rounds
}
