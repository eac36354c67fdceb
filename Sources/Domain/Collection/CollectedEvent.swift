/// The kinds of call of the Segment HTTP API.
package enum EventKind: String, CaseIterable, Sendable {
    case track, identify, page, screen, group, alias
}

/// One event accepted at the door, ready to be stored.
package struct CollectedEvent: Sendable {
    package var messageID: String
    package var application: Identifier<Application>
    package var kind: EventKind
    /// The name of a track event, or of a page.
    package var name: String?
    package var anonymousID: String?
    package var userID: String?
    /// When it happened, the sender's clock corrected by the rule of the Segment API.
    package var occurredAt: Instant
    package var receivedAt: Instant
    package var sentAt: Instant?
    /// What the sender's clock said when it happened.
    package var originalTimestamp: Instant?
    /// The whole event as it came: strict JSON.
    package var payload: ArraySlice<UInt8>

    package init(
        messageID: String, application: Identifier<Application>, kind: EventKind, name: String?, anonymousID: String?,
        userID: String?, occurredAt: Instant, receivedAt: Instant, sentAt: Instant?, originalTimestamp: Instant?,
        payload: ArraySlice<UInt8>
    ) {
        self.messageID = messageID
        self.application = application
        self.kind = kind
        self.name = name
        self.anonymousID = anonymousID
        self.userID = userID
        self.occurredAt = occurredAt
        self.receivedAt = receivedAt
        self.sentAt = sentAt
        self.originalTimestamp = originalTimestamp
        self.payload = payload
    }

    /// When an event happened, given what the sender's clock said of the event and of the sending.
    ///
    /// `receivedAt − (sentAt − originalTimestamp)`; without `sentAt`, the sender's word. Never after `receivedAt`, which also
    /// stands in when the two contradict each other, lead before the first year, or nothing is known.
    package static func correctedTime(original: Instant?, sentAt: Instant?, receivedAt: Instant) -> Instant {
        guard let original else { return receivedAt }
        guard let sentAt else { return min(original, receivedAt) }
        guard sentAt >= original else { return receivedAt }
        let corrected = Instant(microseconds: receivedAt.microseconds - (sentAt.microseconds - original.microseconds))
        return corrected < .firstYear ? receivedAt : corrected
    }
}

/// Why an event is not stored.
///
/// Each has a counter.
package enum RejectReason: String, CaseIterable, Sendable {
    case notAnObject = "not_an_object"
    case unknownType = "unknown_type"
    case missingIdentity = "missing_identity"
    case missingEventName = "missing_event_name"
    case invalidMessageID = "invalid_message_id"
    case invalidTimestamp = "invalid_timestamp"
    case invalidField = "invalid_field"
    case tooLarge = "too_large"
}
