package import Domain

extension CollectedEvent {
    /// A page view with this message id.
    package static func sample(_ messageID: String, payload: String = "{\"type\":\"page\"}") -> CollectedEvent {
        let at = Instant("2026-11-22T12:00:00Z")
        return CollectedEvent(
            messageID: messageID, application: Identifier(rawValue: 1), kind: .page, name: nil, anonymousID: "someone",
            userID: nil, occurredAt: at, receivedAt: at, sentAt: nil, originalTimestamp: nil,
            payload: Array(payload.utf8)[...])
    }
}
