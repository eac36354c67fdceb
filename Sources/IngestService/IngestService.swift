package import HTTPService
package import Hummingbird
package import Store

/// The door for events: the Segment HTTP API and what else applications send, answered only once it is committed.
package struct IngestService: Sendable {
    let store: Store
    let writer: EventWriter
    let counters = CollectionCounters()
    let limiter: ApplicationLimiter
    let refusals: RefusalKeeping

    /// `requestsPerSecond` is what one application may ask of this process.
    package init(store: Store, writer: EventWriter, requestsPerSecond: Int = 5_000) {
        self.store = store
        self.writer = writer
        limiter = ApplicationLimiter(perSecond: requestsPerSecond)
        refusals = RefusalKeeping(store: store)
    }

    /// Everything an application or a page asks of this service; pages of any origin may, and each answer says so.
    package func addRoutes(to router: Router<ServiceContext>) {
        router.add(middleware: CrossOriginAnswers())
        EventRoutes(service: self).add(to: router)
        AudienceRoute(service: self).add(to: router)
        PixelRoute(service: self).add(to: router)
        BaliseRoutes().add(to: router)
        PostHogRoutes(service: self).add(to: router)
    }
}
