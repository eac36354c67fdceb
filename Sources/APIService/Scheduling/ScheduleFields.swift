import Domain
import StrictJSON

/// Reads what a request says about a schedule: each cadence has its own fields, and refuses those of the others.
enum ScheduleFields {
    static func read(_ fields: JSONObjectReader, at now: Instant) -> ScheduleDetails? {
        let cadence = fields.requiredEnum("cadence", as: Cadence.self)
        let time = time(fields)
        let weekday = weekday(fields)
        let seconds = seconds(fields)
        let anchor = fields.optionalCustom(
            "anchor", expecting: "a time with its offset, such as 2026-11-22T20:30:00+01:00", Instant.init(rfc3339:))
        let choices = Choices(fields)
        guard let cadence else { return nil }
        refuse(
            [
                ("at_time", time != nil, cadence != .interval), ("weekday", weekday != nil, cadence == .weekly),
                ("every_seconds", seconds != nil, cadence == .interval),
                ("anchor", anchor != nil, cadence == .interval),
            ], of: cadence, fields)
        let timing: Timing? =
            switch cadence {
            case .daily: needed("at_time", time, fields).map { .daily(at: $0) }
            case .weekly:
                both(needed("weekday", weekday, fields), needed("at_time", time, fields)).map {
                    .weekly(on: $0, at: $1)
                }
            case .seasonChange: needed("at_time", time, fields).map { .seasonChange(at: $0) }
            case .interval:
                needed("every_seconds", seconds, fields).map { .interval(seconds: $0, anchor: anchor ?? now) }
            }
        return timing.map { choices.applied(to: ScheduleDetails(timing: $0)) }
    }

    /// What a partial update makes of the details of a schedule with that cadence.
    static func readChange(
        _ fields: JSONObjectReader, of schedule: Schedule
    ) -> (@Sendable (ScheduleDetails) -> ScheduleDetails)? {
        let cadence = schedule.details.timing.cadence
        let time = time(fields)
        let weekday = weekday(fields)
        let seconds = seconds(fields)
        let choices = Choices(fields)
        refuse(
            [
                ("at_time", time != nil, cadence != .interval), ("weekday", weekday != nil, cadence == .weekly),
                ("every_seconds", seconds != nil, cadence == .interval),
            ], of: cadence, fields)
        return { details in
            var changed = choices.applied(to: details)
            changed.timing =
                switch details.timing {
                case .daily(let old): .daily(at: time ?? old)
                case .weekly(let day, let old): .weekly(on: weekday ?? day, at: time ?? old)
                case .seasonChange(let old): .seasonChange(at: time ?? old)
                case .interval(let old, let anchor): .interval(seconds: seconds ?? old, anchor: anchor)
                }
            return changed
        }
    }

    /// What every cadence lets choose.
    private struct Choices: Sendable {
        let missed: MissedTicks?
        let tolerance: Int64?
        let isEnabled: Bool?

        init(_ fields: JSONObjectReader) {
            missed = fields.optionalEnum("missed", as: MissedTicks.self)
            tolerance = fields.optionalInt64("tolerance_seconds", in: 0...604_800)
            isEnabled = fields.optionalBool("enabled")
        }

        func applied(to details: ScheduleDetails) -> ScheduleDetails {
            var changed = details
            changed.missed = missed ?? details.missed
            changed.toleranceSeconds = tolerance ?? details.toleranceSeconds
            changed.isEnabled = isEnabled ?? details.isEnabled
            return changed
        }
    }

    private static func time(_ fields: JSONObjectReader) -> LocalTime? {
        fields.optionalCustom("at_time", expecting: "a time of day, HH:MM", { LocalTime($0) })
    }

    private static func weekday(_ fields: JSONObjectReader) -> Int64? {
        fields.optionalInt64("weekday", in: 1...7)
    }

    /// From a minute to a year.
    private static func seconds(_ fields: JSONObjectReader) -> Int64? {
        fields.optionalInt64("every_seconds", in: 60...31_536_000)
    }

    private static func needed<Value>(_ name: String, _ value: Value?, _ fields: JSONObjectReader) -> Value? {
        // One that is there was refused already, for what is wrong with it.
        if value == nil, fields.value(name)?.isNull ?? true {
            fields.reject(name, "is required with this cadence", code: .missing)
        }
        return value
    }

    private static func refuse(
        _ given: [(name: String, isThere: Bool, isAllowed: Bool)], of cadence: Cadence, _ fields: JSONObjectReader
    ) {
        for field in given where field.isThere && !field.isAllowed {
            fields.reject(field.name, "does not go with the cadence \(cadence.rawValue)")
        }
    }

    private static func both<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
        guard let first, let second else { return nil }
        return (first, second)
    }
}
