package import Domain

extension CollectedEvent {
    /// A page view with this message id.
    package static func sample(
        _ messageID: String, receivedAt: Instant = Instant("2026-11-22T12:00:00Z"),
        payload: String = "{\"type\":\"page\"}"
    ) -> CollectedEvent {
        var event = CollectedEvent(
            messageID: messageID, application: Identifier(rawValue: 1), kind: .page, action: .pageView,
            time: EventTime(original: nil, sentAt: nil, receivedAt: receivedAt), payload: Array(payload.utf8)[...])
        event.anonymousID = "someone"
        return event
    }
}
