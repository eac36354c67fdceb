import Domain
import Hummingbird

/// A past instant that indicators are told as of: from 1900-01-01 in UTC, before which no ticket was told of, to now.
enum PastInstant {
    /// What a reader is told that it must be.
    static let form = "a time from 1900 to now with its offset, such as 2026-11-22T20:30:00Z"

    private static let first = Instant(microseconds: -2_208_988_800_000_000)

    static func read(_ text: String, at now: Instant) -> Instant? {
        Instant(rfc3339: text).flatMap { first <= $0 && $0 <= now ? $0 : nil }
    }
}

extension Request {
    /// `?as_of=`, the only parameter.
    func pastInstant(at now: Instant) throws -> Instant? {
        try requireParameters(among: ["as_of"])
        return try option("as_of", "\(PastInstant.form); write `+` as %2B") { PastInstant.read($0, at: now) }
    }
}
