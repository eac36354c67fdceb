/// An action a venue expects from one of its applications.
package struct Balise: Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// Declared, and nothing has come yet.
        case declared
        case active
        /// Nothing came for longer than the venue expects.
        case silent
    }

    package let id: Identifier<Balise>
    package let application: Identifier<Application>
    package let action: EventAction
    package let label: String
    package let silentAfterSeconds: Int64
    package let declaredAt: Instant
    /// When the last event it stands for happened.
    package let lastEventAt: Instant?

    package init(
        id: Identifier<Balise>, application: Identifier<Application>, action: EventAction, label: String,
        silentAfterSeconds: Int64, declaredAt: Instant, lastEventAt: Instant?
    ) {
        self.id = id
        self.application = application
        self.action = action
        self.label = label
        self.silentAfterSeconds = silentAfterSeconds
        self.declaredAt = declaredAt
        self.lastEventAt = lastEventAt
    }

    package func state(at now: Instant) -> State {
        guard let lastEventAt else { return .declared }
        return lastEventAt.advanced(bySeconds: silentAfterSeconds) < now ? .silent : .active
    }
}
