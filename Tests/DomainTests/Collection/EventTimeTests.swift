import Domain
import Testing

struct EventTimeTests {
    private static let received = Instant(microseconds: 4_000_000_000_000)
    private static let thirtyDays: Int64 = 30 * 86_400 * 1_000_000

    @Test(
        arguments: [
            // Nothing known: the time of reception.
            (nil, nil, 0), (nil, -500, 0),
            // The sender's word, if it is not of the future.
            (-600, nil, -600), (1, nil, 0),
            // The time between happening and sending, before the reception, however wrong the sender's clock is.
            (-600, -500, -100), (5_000_000_000, 5_000_000_100, -100), (-8_000_000_000_500, -8_000_000_000_400, -100),
            (500, 500, 0),
            // Sent before it happened: a contradiction.
            (501, 500, 0),
            // Thirty days are believed, and not a moment more.
            (-2_592_000_000_000, nil, -2_592_000_000_000), (-2_592_000_000_001, nil, -2_592_000_000_000),
            (0, 62_135_597_800_000_001, -2_592_000_000_000),
        ] as [(Int64?, Int64?, Int64)])
    func theSendersClockIsCorrected(original: Int64?, sentAt: Int64?, expected: Int64) {
        #expect(Self.corrected(original, sentAt).microseconds - Self.received.microseconds == expected)
    }

    @Test func itIsNeverAfterTheReceptionNorLongBeforeIt() {
        let seed: UInt64 = 5
        var random = SystemIndependentGenerator(state: seed)
        for _ in 0..<1_000 {
            let moments = (0..<2).map { _ in
                Int64.random(in: -62_135_596_800_000_000...253_402_300_799_000_000, using: &random)
            }
            let early = Self.received.microseconds - Self.corrected(moments[0], moments[1]).microseconds
            #expect((0...Self.thirtyDays).contains(early), "seed \(seed)")
        }
    }

    /// Both counted from the reception.
    private static func corrected(_ original: Int64?, _ sentAt: Int64?) -> Instant {
        func instant(_ offset: Int64?) -> Instant? { offset.map { Instant(microseconds: received.microseconds + $0) } }
        return EventTime(original: instant(original), sentAt: instant(sentAt), receivedAt: received).occurredAt
    }
}
