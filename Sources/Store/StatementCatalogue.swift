package import Postgres

/// Every statement there is, by the schema it runs in.
///
/// A new one is a line here, and is then prepared against the migrated schemas by the tests.
package enum StatementCatalogue {
    package static let venue: [any VenueStatement.Type] = [
        StoreArrivingEvents.self, CreateContact.self, ReplaceContact.self, FindContact.self, ListContacts.self,
        ClaimIdempotencyKey.self, FindKeptAnswer.self, KeepAnswer.self, FindContactIndicators.self,
        ComputeHistoryIndicators.self, RequestIndicatorRun.self, TakeIndicatorRun.self, FindIndicatorRun.self,
        QueuedIndicatorRuns.self,
        FinishIndicatorRun.self, NextContacts.self, MarkContactsOfOrder.self, MarkAllContacts.self, TakeMarks.self,
        AnyMarks.self, HoldEpoch.self, ReadEpoch.self, RaiseEpoch.self, HoldIndicatorRows.self,
        ComputePreviousSpendTier.self,
        ComputeCurrentSpendTier.self,
        ImportContacts.self, ImportShows.self, ImportPerformances.self,
        ImportOrders.self, ImportChangedLines.self, ImportNewLines.self, MarkImportedContacts.self, CreateImport.self,
        CountReceivedLines.self, FindImport.self, ListImports.self, ListRefusals.self, UnfinishedImports.self,
        BeginImport.self, TakeImport.self, FinishImport.self, FailImport.self, ReadImportLines.self,
        KeepRefusals.self, DropRefusedLines.self, DropImportRows.self, DropImportLines.self, CreateOrder.self,
        CreateOrderLine.self, ChangeLineStatus.self, FindOrder.self, ListOrders.self, LinesOfOrders.self,
        CreatePerformance.self, FindPerformance.self, ListPerformances.self, CreateSeason.self, LockSeasons.self,
        FindSeason.self, ListSeasons.self, CreateShow.self, FindShow.self, ListShows.self, SeasonBegun.self,
        CancelImport.self, CancelIndicatorRun.self, PurgeIdempotencyKeys.self,
        StoreArrivingAudienceViews.self, HoldConsolidation.self, TakeEventMarks.self, AnyCollectionMarks.self,
        AddTouches.self, DrawSessions.self, DrawBaskets.self, AddActions.self, AddShareLinks.self, HearBalises.self,
        TakeAudienceMarks.self, DrawAudienceVisits.self, DropDerived.self, DropAudienceVisits.self,
        MarkAllEvents.self, MarkAllAudienceViews.self, PurgeDerived.self, PurgeAudience.self, SetEventMarkAside.self,
        OldestEventMark.self,
        KeepRefusedItems.self, ListRefusedItems.self, FindRefusedItem.self, DropRefusedItems.self,
        ReviseRefusedItems.self, PurgeRefusedItems.self, CreateBalise.self, FindBalise.self, ListBalises.self,
        ChangeBalise.self, DeleteBalise.self, DeclaredActions.self, SetReferrerHost.self, ListReferrerHosts.self,
        DeleteReferrerHost.self, RecentEvents.self, RecentAudienceViews.self, RecentRefusals.self,
        CountStoredArrivals.self, CountRefusals.self, ListShareLinks.self, CountConsented.self,
        CountConsentedByShow.self, CountExempt.self, AllBalises.self, ListSessionsOfContact.self,
        LinesOfSessions.self, FindOrderOrigin.self, ListTouches.self, ListBaskets.self, ListOpenBaskets.self,
        ListBasketsOfShow.self, LinesOfBaskets.self, CountCoverage.self, LastEvents.self,
        LastAudienceViews.self,
    ]

    package static let platform: [any PlatformStatement.Type] = [
        CreateApplication.self, ListApplications.self, FindApplication.self, ClaimIdempotencyKey.self,
        FindKeptAnswer.self, KeepAnswer.self, PlatformVersion.self, CountVenuesBehind.self, CreateInstitution.self,
        FindInstitution.self, ListInstitutions.self, CreateSecretKey.self, FindSecretKey.self, ListSecretKeys.self,
        RevokeSecretKey.self, CreateVenue.self, FindVenue.self, ListVenues.self, VenuesInState.self,
        TakeDueTicks.self, DueSeasonLooks.self, NoteSeasonChange.self, LookForSeasonChange.self, NextDue.self,
        CreateSchedule.self, FindSchedule.self, HoldSchedule.self, ListSchedules.self, ChangeSchedule.self,
        DeleteSchedule.self, ListScheduleRuns.self, BeginScheduleRun.self, FinishScheduleRun.self,
        CancelScheduleRun.self, UnfinishedScheduleRuns.self, PurgeScheduleRuns.self, PurgeIdempotencyKeys.self,
        DatabaseClock.self,
        FindVenueApplication.self, DescribeApplication.self, HoldApplication.self, AllApplications.self,
    ]

    /// Those of the schemas' owner, in the platform's schema.
    package static let owner: [any Statement.Type] = [
        AppliedMigrations.self, RecordMigration.self, TakeVenueToProvision.self, ActivateVenue.self, DeleteVenue.self,
        VenueVersions.self, RecordVenueVersion.self, CreateDefaultSchedules.self, AddMonths.self, ExpiredMonths.self,
        DropMonths.self,
    ]
}
