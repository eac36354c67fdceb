/// How often a schedule's work is due.
package enum Cadence: String, CaseIterable, Sendable {
    /// Once a local date.
    case daily
    /// Once a week, on a local weekday.
    case weekly
    /// Once a season, when it begins.
    case seasonChange = "season_change"
    /// Every so many seconds of absolute time, from an anchor.
    case interval
}

/// What becomes of ticks nobody noticed in time.
package enum MissedTicks: String, CaseIterable, Sendable {
    /// One run for all of them.
    case runOnce = "run_once"
    /// No run: the next tick will do.
    case skip
}

/// What a venue can have done on a schedule; the names are those of the kinds of work.
package enum VenueTask: String, CaseIterable, Sendable {
    case runDailyIndicators = "indicators.run_daily"
    case runWeeklyIndicators = "indicators.run_weekly"
    case changeSeason = "indicators.change_season"
    case purgeIdempotencyKeys = "tenancy.purge_idempotency_keys"
    case keepPartitions = "collection.keep_partitions"
    case findDuplicates = "contacts.find_duplicates"
}

/// When a tick is: a cadence with what it needs to know.
package enum Timing: Sendable, Hashable {
    case daily(at: LocalTime)
    /// ISO: Monday is 1.
    case weekly(on: Int64, at: LocalTime)
    /// Looked for at that time of each local date; a season that has begun and was not seen yet is the tick.
    case seasonChange(at: LocalTime)
    case interval(seconds: Int64, anchor: Instant)

    package var cadence: Cadence {
        switch self {
        case .daily: .daily
        case .weekly: .weekly
        case .seasonChange: .seasonChange
        case .interval: .interval
        }
    }
    package var time: LocalTime? {
        switch self {
        case .daily(let time), .weekly(_, let time), .seasonChange(let time): time
        case .interval: nil
        }
    }
    package var weekday: Int64? { if case .weekly(let weekday, _) = self { weekday } else { nil } }
    package var seconds: Int64? { if case .interval(let seconds, _) = self { seconds } else { nil } }
    package var anchor: Instant? { if case .interval(_, let anchor) = self { anchor } else { nil } }
}

/// What can be chosen about a schedule.
package struct ScheduleDetails: Sendable, Hashable {
    package var timing: Timing
    package var missed: MissedTicks
    /// How late a tick may be noticed before it counts as missed.
    package var toleranceSeconds: Int64
    package var isEnabled: Bool

    package init(
        timing: Timing, missed: MissedTicks = .runOnce, toleranceSeconds: Int64 = 300, isEnabled: Bool = true
    ) {
        self.timing = timing
        self.missed = missed
        self.toleranceSeconds = toleranceSeconds
        self.isEnabled = isEnabled
    }
}

/// Work that comes back: of a venue in its own time zone, or of the installation in UTC.
package struct Schedule: Sendable {
    package let id: Identifier<Schedule>
    package let task: Work.Kind
    package let details: ScheduleDetails
    /// The next tick, or the next look for a season's change.
    package let nextAt: Instant
    package let createdAt: Instant

    package init(
        id: Identifier<Schedule>, task: Work.Kind, details: ScheduleDetails, nextAt: Instant, createdAt: Instant
    ) {
        self.id = id
        self.task = task
        self.details = details
        self.nextAt = nextAt
        self.createdAt = createdAt
    }
}
