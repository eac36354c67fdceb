package import Domain
package import JobQueue
package import Store

extension JobCatalog {
    /// Every job of Sicstine.
    package static func sicstine(
        store: Store, migrator: Migrator, session: Session, systems: OutsideSystems,
        announce: @escaping @Sendable ([Work]) async -> Void
    ) -> JobCatalog {
        let provisioning = ProvisionVenue(store: store, migrator: migrator, session: session)
        let partitions = KeepPartitions(store: store, migrator: migrator)
        let pulls = PullTicketing(store: store, systems: systems, announce: announce)
        let checks = ReconcileTicketing(store: store, systems: systems, announce: announce)
        return JobCatalog([provisioning, partitions, pulls, checks] + overStore(store, announce: announce).jobs)
    }

    /// The jobs that need the store and no more: all but those that make schemas and tables, or speak to systems outside.
    ///
    /// A new one is a new file and one line here.
    package static func overStore(
        _ store: Store, announce: @escaping @Sendable ([Work]) async -> Void
    ) -> JobCatalog {
        JobCatalog([
            RunImport(store: store, announce: announce),
            RefreshMarkedIndicators(store: store),
            RunIndicators(store: store),
            RunDailyIndicators(store: store),
            RunWeeklyIndicators(store: store),
            ChangeSeason(store: store),
            Consolidate(store: store),
            FindDuplicates(store: store),
            PurgeVenue(store: store),
            PurgePlatform(store: store),
        ])
    }
}
