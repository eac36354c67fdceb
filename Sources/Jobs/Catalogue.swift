package import Domain
package import JobQueue
package import Store

extension JobCatalog {
    /// Every job of Sicstine.
    ///
    /// A new one is a new file and one line here.
    package static func sicstine(
        store: Store, migrator: Migrator, session: Session, announce: @escaping @Sendable ([Work]) async -> Void
    ) -> JobCatalog {
        JobCatalog([
            ProvisionVenue(store: store, migrator: migrator, session: session),
            RunImport(store: store, announce: announce),
            RefreshMarkedIndicators(store: store),
            RunIndicators(store: store),
        ])
    }
}
