import Domain
package import JobQueue

/// Where each kind of work is put, known to those who announce it without being able to do it.
package enum JobRoutes {
    package static var all: [String: JobRoute] {
        Dictionary(uniqueKeysWithValues: Work.Kind.allCases.flatMap { job(for: $0).routes })
    }

    /// The job that does a kind of work.
    private static func job(for kind: Work.Kind) -> any WorkJob.Type {
        switch kind {
        case .provisionVenue: ProvisionVenue.self
        case .runImport: RunImport.self
        case .refreshIndicators: RefreshMarkedIndicators.self
        case .runIndicators: RunIndicators.self
        case .runDailyIndicators: RunDailyIndicators.self
        case .runWeeklyIndicators: RunWeeklyIndicators.self
        case .changeSeason: ChangeSeason.self
        case .purgeIdempotencyKeys: PurgeVenue.self
        case .purgePlatform: PurgePlatform.self
        case .consolidate: Consolidate.self
        case .keepPartitions: KeepPartitions.self
        case .findDuplicates: FindDuplicates.self
        case .pullTicketing: PullTicketing.self
        case .reconcileTicketing: ReconcileTicketing.self
        }
    }
}
