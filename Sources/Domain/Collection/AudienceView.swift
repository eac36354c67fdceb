/// A page view of the statistics exempt from consent: all that is known of it, and none of it a person's.
package struct AudienceView: Sendable, Equatable {
    /// The sender's: the same one again has no effect.
    package var id: String
    package var application: Identifier<Application>
    /// A random number of the browser's, kept thirteen months at most and used for nothing else.
    package var audienceID: String
    /// To the minute: a second could be found again in what people consented to.
    package var viewedAt: Instant
    package var path: String
    package var fromHost: String?
    package var viewport: Viewport?
    /// A language tag, without region.
    package var language: String?

    /// How wide the page is shown.
    package enum Viewport: String, CaseIterable, Sendable {
        case small, medium, large
    }

    package init(
        id: String, application: Identifier<Application>, audienceID: String, viewedAt: Instant, path: String,
        fromHost: String?, viewport: Viewport?, language: String?
    ) {
        self.id = id
        self.application = application
        self.audienceID = audienceID
        self.viewedAt = viewedAt.toTheMinute
        self.path = path
        self.fromHost = fromHost
        self.viewport = viewport
        self.language = language
    }
}

extension Instant {
    fileprivate var toTheMinute: Instant {
        Instant(microseconds: microseconds.flooredDivision(by: 60_000_000) * 60_000_000)
    }
}
