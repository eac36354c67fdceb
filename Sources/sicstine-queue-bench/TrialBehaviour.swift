/// How a job of the trial goes about its work.
enum TrialBehaviour: Sendable, Equatable {
    /// Works for some milliseconds.
    case plain
    /// Works for that many milliseconds.
    case slow(Int)
    /// Fails so many times first.
    case fails(Int)
    /// Fails always.
    case poison
    /// Asks never to be run again.
    case discard
    /// Asks to be run later so many times first.
    case snooze(Int)
    /// Kills its process the first time.
    case crash

    /// Reads `NAME` or `NAME:NUMBER`.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("plain", 1): self = .plain
        case ("poison", 1): self = .poison
        case ("discard", 1): self = .discard
        case ("crash", 1): self = .crash
        case (let name?, 2):
            guard let number = Int(parts[1]), number >= 0 else { return nil }
            switch name {
            case "slow": self = .slow(number)
            case "fails": self = .fails(number)
            case "snooze": self = .snooze(number)
            default: return nil
            }
        default: return nil
        }
    }
}
