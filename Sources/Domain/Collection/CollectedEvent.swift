/// The kinds of call of the Segment HTTP API.
package enum EventKind: String, CaseIterable, Sendable {
    case track, identify, page, screen, group, alias
}

/// One event accepted at the door, ready to be stored: someone agreed to be recognised.
package struct CollectedEvent: Sendable {
    package var messageID: String
    package var application: Identifier<Application>
    package var kind: EventKind
    package var action: EventAction
    /// The name of a track event, or of a page.
    package var name: String?
    package var anonymousID: String?
    package var userID: String?
    package var time: EventTime
    /// The path of the page it happened on, cleaned.
    package var path: String?
    package var arrival: Arrival
    /// Of the link made, for the action `share`.
    package var sharedToken: String?
    package var order: String?
    package var currency: String?
    /// What it is about: `EventItem`s as a strict JSON array; nil for none.
    package var items: ArraySlice<UInt8>?
    /// The event as it came, less what is removed at the door: strict JSON.
    package var payload: ArraySlice<UInt8>

    package init(
        messageID: String, application: Identifier<Application>, kind: EventKind, action: EventAction,
        time: EventTime, payload: ArraySlice<UInt8>
    ) {
        self.messageID = messageID
        self.application = application
        self.kind = kind
        self.action = action
        self.time = time
        self.payload = payload
        arrival = Arrival()
    }
}
