import ArgumentParser

/// How much of each behaviour there is.
struct TrialMix: ExpressibleByArgument, Sendable {
    private let shares: [(behaviour: String, weight: Int)]
    let defaultValueDescription: String

    static let plain = TrialMix(shares: [("plain", 1)], text: "plain=1")

    private init(shares: [(behaviour: String, weight: Int)], text: String) {
        self.shares = shares
        defaultValueDescription = text
    }

    /// Reads `BEHAVIOUR=WEIGHT,…`.
    init?(argument: String) {
        var shares: [(behaviour: String, weight: Int)] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, TrialBehaviour(sides[0]) != nil, let weight = Int(sides[1]), weight >= 0 else {
                return nil
            }
            shares.append((sides[0], weight))
        }
        guard shares.contains(where: { $0.weight > 0 }) else { return nil }
        self.init(shares: shares, text: argument)
    }

    /// One behaviour by chance.
    func pick(using random: inout SeededRandom) -> String {
        var left = Int.random(in: 0..<shares.reduce(0) { $0 + $1.weight }, using: &random)
        for (behaviour, weight) in shares {
            if left < weight { return behaviour }
            left -= weight
        }
        return shares[0].behaviour
    }
}

/// SplitMix64: the same seed gives the same numbers on every machine.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
