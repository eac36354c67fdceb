/// When an event happened, by everybody's clock.
package struct EventTime: Sendable, Equatable {
    /// The sender's clock corrected by the rule of the Segment API, then held between 30 days before `receivedAt` and that.
    package let occurredAt: Instant
    package let receivedAt: Instant
    package let sentAt: Instant?
    /// What the sender's clock said when it happened.
    package let original: Instant?

    /// What an offline kiosk may keep to itself; an older time is a clock that was never set.
    private static let patience: Int64 = 30 * 86_400

    package init(original: Instant?, sentAt: Instant?, receivedAt: Instant) {
        self.original = original
        self.sentAt = sentAt
        self.receivedAt = receivedAt
        occurredAt = max(
            Self.corrected(original: original, sentAt: sentAt, receivedAt: receivedAt),
            receivedAt.advanced(bySeconds: -Self.patience))
    }

    /// The same event let in later: it happened when it did, and is received at `instant`.
    package func letIn(at instant: Instant) -> EventTime { EventTime(self, receivedAt: instant) }

    private init(_ time: EventTime, receivedAt: Instant) {
        self.receivedAt = receivedAt
        sentAt = time.sentAt
        original = time.original
        occurredAt = max(time.occurredAt, receivedAt.advanced(bySeconds: -Self.patience))
    }

    /// `receivedAt − (sentAt − original)`; without `sentAt`, the sender's word.
    ///
    /// Never after `receivedAt`, which also stands in when the two contradict each other or nothing is known.
    private static func corrected(original: Instant?, sentAt: Instant?, receivedAt: Instant) -> Instant {
        guard let original else { return receivedAt }
        guard let sentAt else { return min(original, receivedAt) }
        guard sentAt >= original else { return receivedAt }
        return Instant(microseconds: receivedAt.microseconds - (sentAt.microseconds - original.microseconds))
    }
}
