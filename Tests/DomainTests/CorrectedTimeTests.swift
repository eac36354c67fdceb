import Domain
import Testing

struct CorrectedTimeTests {
    private static let received = Instant(microseconds: 1_000_000_000)

    @Test(
        arguments: [
            // Nothing known: the time of reception.
            (nil, nil, 1_000_000_000), (nil, 500, 1_000_000_000),
            // The sender's word, if it is not of the future.
            (400, nil, 400), (1_000_000_001, nil, 1_000_000_000),
            // The time between happening and sending, before the reception, however wrong the sender's clock is.
            (400, 500, 999_999_900), (5_000_000_000, 5_000_000_100, 999_999_900), (-500, -400, 999_999_900),
            (500, 500, 1_000_000_000),
            // Sent before it happened: a contradiction.
            (501, 500, 1_000_000_000),
            // Before the first year: a contradiction too.
            (0, 62_135_597_800_000_001, 1_000_000_000),
        ] as [(Int64?, Int64?, Int64)])
    func theSendersClockIsCorrected(original: Int64?, sentAt: Int64?, expected: Int64) {
        let corrected = CollectedEvent.correctedTime(
            original: original.map(Instant.init(microseconds:)), sentAt: sentAt.map(Instant.init(microseconds:)),
            receivedAt: Self.received)
        #expect(corrected.microseconds == expected)
    }

    @Test func itIsNeverAfterTheReceptionNorBeforeTheFirstYear() {
        let seed: UInt64 = 5
        var random = SystemIndependentGenerator(state: seed)
        for _ in 0..<1_000 {
            let moments = (0..<2).map { _ in
                Instant(microseconds: .random(in: -62_135_596_800_000_000...253_402_300_799_000_000, using: &random))
            }
            let corrected = CollectedEvent.correctedTime(
                original: moments[0], sentAt: moments[1], receivedAt: Self.received)
            #expect(corrected <= Self.received && corrected >= .firstYear, "seed \(seed)")
        }
    }
}
