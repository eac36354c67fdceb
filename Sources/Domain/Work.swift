/// Work for a worker, told as a pointer: the truth of it is in the database, where it is found again if the telling is lost.
package struct Work: Sendable, Hashable {
    /// A stable name, part of what is kept in queues and in schedules.
    package enum Kind: String, CaseIterable, Sendable {
        case provisionVenue = "tenancy.provision_venue"
        case runImport = "ticketing.run_import"
        case refreshIndicators = "indicators.refresh_marked"
        case runIndicators = "indicators.run"
        case runDailyIndicators = "indicators.run_daily"
        case runWeeklyIndicators = "indicators.run_weekly"
        case changeSeason = "indicators.change_season"
        case purgeIdempotencyKeys = "tenancy.purge_idempotency_keys"
        case purgePlatform = "tenancy.purge_platform"
        case consolidate = "collection.consolidate"
        case keepPartitions = "collection.keep_partitions"
        case findDuplicates = "contacts.find_duplicates"
        case pullTicketing = "ticketing.pull"
        case reconcileTicketing = "ticketing.reconcile"
    }

    package let kind: Kind
    /// Nil where it is the installation's own.
    package let venue: VenueID?
    /// The id of the row that stands for it, empty where the venue itself is the subject.
    package let subject: String

    package static func provision(_ venue: VenueID) -> Work { Work(kind: .provisionVenue, venue: venue, subject: "") }
    package static func refreshIndicators(of venue: VenueID) -> Work {
        Work(kind: .refreshIndicators, venue: venue, subject: "")
    }
    package static func run(_ fileImport: Identifier<FileImport>, of venue: VenueID) -> Work {
        Work(kind: .runImport, venue: venue, subject: fileImport.description)
    }
    /// The run of the indicators with this id.
    package static func runIndicators(_ run: String, of venue: VenueID) -> Work {
        Work(kind: .runIndicators, venue: venue, subject: run)
    }
    /// What was collected and not yet derived from.
    package static func consolidate(_ venue: VenueID) -> Work { Work(kind: .consolidate, venue: venue, subject: "") }
    /// What changed in the system behind a connection.
    package static func pull(_ connection: Identifier<TicketingConnection>, of venue: VenueID) -> Work {
        Work(kind: .pullTicketing, venue: venue, subject: connection.description)
    }
    /// All that the system behind a connection has, compared with what is known.
    package static func reconcile(_ connection: Identifier<TicketingConnection>, of venue: VenueID) -> Work {
        Work(kind: .reconcileTicketing, venue: venue, subject: connection.description)
    }
    /// The run of a schedule.
    package static func scheduled(_ kind: Kind, _ run: Identifier<ScheduleRun>, of venue: VenueID?) -> Work {
        Work(kind: kind, venue: venue, subject: run.description)
    }
}
