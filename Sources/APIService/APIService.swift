package import Domain
package import HTTPService
package import Hummingbird
package import Jobs
package import Store

/// The REST API, `/v1`, as `openapi.yaml` describes it.
package struct APIService: Sendable {
    let store: Store
    /// Stores events that are let in after all.
    let writer: EventWriter
    /// Tells the workers, after the commit, that there is work; losing the telling costs a delay and nothing else.
    let announce: @Sendable ([Work]) async -> Void
    let jobs: JobControl
    /// Seals credentials of other systems.
    let seal: CredentialSeal
    let limiter: RateLimiter<Identifier<SecretKey>>

    /// `requestsPerSecond` is what one key may ask of this process.
    package init(
        store: Store, writer: EventWriter, jobs: JobControl, requestsPerSecond: Int, seal: CredentialSeal,
        announce: @escaping @Sendable ([Work]) async -> Void
    ) {
        self.store = store
        self.writer = writer
        self.jobs = jobs
        self.seal = seal
        limiter = RateLimiter(perSecond: requestsPerSecond)
        self.announce = announce
    }

    /// Every route of the API.
    ///
    /// A new resource is a new file and one line here.
    package func addRoutes(to router: Router<ServiceContext>) {
        let v1 = router.group("/v1")
        InstitutionRoutes(api: self).add(to: v1)
        PictogramRoutes().add(to: v1)
        InstitutionIndicatorRoutes(api: self).add(to: v1)
        OwnIndicatorRoutes(api: self).add(to: v1)
        IndicatorPreviewRoutes(api: self).add(to: v1)
        VenueRoutes(api: self).add(to: v1)
        QueuedJobRoutes(api: self).add(to: v1)
        JobQueueRoutes(api: self).add(to: v1)
        let venue = v1.group("/venues/:venue")
        KeyRoutes(api: self).add(to: venue)
        ApplicationRoutes(api: self).add(to: venue)
        BaliseRoutes(api: self).add(to: venue)
        ArrivalRoutes(api: self).add(to: venue)
        RefusedItemRoutes(api: self).add(to: venue)
        ReferrerHostRoutes(api: self).add(to: venue)
        ShareLinkRoutes(api: self).add(to: venue)
        WebFigureRoutes(api: self).add(to: venue)
        CoverageRoutes(api: self).add(to: venue)
        WebHistoryRoutes(api: self).add(to: venue)
        OrderOriginRoutes(api: self).add(to: venue)
        BasketRoutes(api: self).add(to: venue)
        SeasonRoutes(api: self).add(to: venue)
        ShowRoutes(api: self).add(to: venue)
        PerformanceRoutes(api: self).add(to: venue)
        HallRoutes(api: self).add(to: venue)
        QuotaRoutes(api: self).add(to: venue)
        ProductRoutes(api: self).add(to: venue)
        AudienceCategoryRoutes(api: self).add(to: venue)
        TariffRoutes(api: self).add(to: venue)
        SalesChannelRoutes(api: self).add(to: venue)
        ContactRoutes(api: self).add(to: venue)
        ContactSearchRoutes(api: self).add(to: venue)
        ContactCardRoutes(api: self).add(to: venue)
        ContactNoteRoutes(api: self).add(to: venue)
        ContactMergeRoutes(api: self).add(to: venue)
        ContactDuplicateRoutes(api: self).add(to: venue)
        OrderRoutes(api: self).add(to: venue)
        ImportRoutes(api: self).add(to: venue)
        ExportRoutes(api: self).add(to: venue)
        IndicatorRoutes(api: self).add(to: venue)
        IndicatorExplanationRoutes(api: self).add(to: venue)
        IndicatorRunRoutes(api: self).add(to: venue)
        LevelRoutes(api: self).add(to: venue)
        ConnectionRoutes(api: self).add(to: venue)
        WebhookRoutes(api: self).add(to: venue)
        ScheduleRoutes(api: self).add(to: venue)
    }
}
