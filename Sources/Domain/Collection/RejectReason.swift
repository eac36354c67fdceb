/// Why an item is not stored.
///
/// Each has a counter, and its name is part of the interface.
package enum RejectReason: String, CaseIterable, Sendable {
    case notAnObject = "not_an_object"
    case unknownType = "unknown_type"
    case missingIdentity = "missing_identity"
    case missingEventName = "missing_event_name"
    case invalidMessageID = "invalid_message_id"
    case invalidTimestamp = "invalid_timestamp"
    case invalidField = "invalid_field"
    case tooLarge = "too_large"
    /// It came from a page that is not among the application's origins.
    case originNotAllowed = "origin_not_allowed"
    case robot
    /// The application collects by choice, and the item does not say that the visitor agreed.
    case missingConsent = "missing_consent"
    /// The application collects exempt statistics only.
    case modeIsExempt = "mode_is_exempt"
    /// The application collects from people who agreed only.
    case modeIsConsented = "mode_is_consented"
    /// An exempt item holds more than exempt statistics may.
    case identifiedWhenExempt = "identified_when_exempt"
    /// The browser asks not to be measured (Sec-GPC, DNT).
    case optedOut = "opted_out"
    /// It is in order, and the application is being tried out.
    case testMode = "test_mode"

    /// Whether the item may be kept for someone to look at: not where the refusal is for the visitor's sake.
    package var mayBeKept: Bool {
        switch self {
        case .missingConsent, .modeIsExempt, .modeIsConsented, .identifiedWhenExempt, .optedOut: false
        default: true
        }
    }

    /// Whether a person's decision can let the item in after all; the others are looked at anew, as any item.
    package var isOverruledByReplay: Bool {
        switch self {
        case .robot, .originNotAllowed: true
        default: false
        }
    }

    /// Whether trying again can help: what was only a trial stays one.
    package var isReplayable: Bool { mayBeKept && self != .testMode }
}

/// An item that was refused, with as much of it as may be kept.
package struct RefusedItem: Sendable {
    package let application: Identifier<Application>
    package let reason: RejectReason
    /// What the address said it was; nil where the item says it itself.
    package let kind: EventKind?
    package let messageID: String?
    package let refusedAt: Instant
    /// Strict JSON, cleaned as what is stored.
    package let payload: ArraySlice<UInt8>?
    /// What the cleaned payload no longer says of how the visitor came; nil without one.
    package let trace: ArrivalTrace?

    package init(
        application: Identifier<Application>, reason: RejectReason, kind: EventKind?, messageID: String?,
        refusedAt: Instant, payload: ArraySlice<UInt8>?, trace: ArrivalTrace? = nil
    ) {
        self.application = application
        self.reason = reason
        self.kind = kind
        self.messageID = messageID
        self.refusedAt = refusedAt
        self.payload = reason.mayBeKept ? payload : nil
        self.trace = self.payload == nil ? nil : trace
    }

    /// The same, of which only that it was refused is kept.
    package var withoutPayload: RefusedItem {
        RefusedItem(
            application: application, reason: reason, kind: kind, messageID: messageID, refusedAt: refusedAt,
            payload: nil)
    }
}

/// What of an arrival only the whole address of a page says.
package struct ArrivalTrace: Sendable, Equatable {
    /// The name of the parameter, never its value.
    package let clickID: String?
    /// Of the link that was followed.
    package let shareToken: String?

    /// Nil when there is neither.
    package init?(clickID: String?, shareToken: String?) {
        guard clickID != nil || shareToken != nil else { return nil }
        self.clickID = clickID
        self.shareToken = shareToken
    }
}
