package import Postgres

/// Why the store could not do what was asked, in terms its callers can act on.
package enum StoreFailure: Error, CustomStringConvertible, Equatable {
    /// The database cannot be reached, or is too busy: nothing was done; try again later.
    case unavailable
    /// As many callers have every contact ranked as may at once: nothing was done; try again in a few seconds.
    case rankingsBusy
    /// There is more to rank than can be while somebody waits, or the database is too busy for it: nothing was done.
    case rankingTooLong
    /// The connection broke during the commit: done or not, a retry under the same key finds out.
    case outcomeUnknown
    /// Something with that unique value is there already.
    case conflict(constraint: String)
    /// A row named by the request does not exist.
    case unknownReference(constraint: String)
    /// A value breaks a rule of the schema.
    case ruleBroken(constraint: String)
    case cancelled
    /// The data itself cannot be stored, whatever the number of attempts; the text is safe to log.
    case unstorable(String)
    /// A fault of ours or of the operation; the text is safe to log.
    case fault(String)

    package init(_ error: PostgresError) {
        let constraint = error.constraint ?? ""
        switch (error.kind, error.sqlState) {
        case (.cancelled, _): self = .cancelled
        case (.commitOutcomeUnknown, _): self = .outcomeUnknown
        case (.server, "23505"), (.server, "23P01"): self = .conflict(constraint: constraint)
        case (.server, "23503"): self = .unknownReference(constraint: constraint)
        case (.server, "23514"), (.server, "23502"): self = .ruleBroken(constraint: constraint)
        case (.server, let state?) where state.hasPrefix("22") || state.hasPrefix("54"):
            self = .unstorable(error.description)
        default: self = error.isRetryable || error.kind == .poolClosed ? .unavailable : .fault(error.description)
        }
    }

    /// Why contacts could not be ranked.
    init(ranking error: PostgresError) {
        switch (error.kind, error.sqlState) {
        case (.poolExhausted, _): self = .rankingsBusy
        case (.timeout, _), (.server, "57014"): self = .rankingTooLong
        default: self.init(error)
        }
    }

    /// Whether what is stored, or to be stored, is at fault, so that trying again as it is cannot help.
    package var isOfTheData: Bool {
        switch self {
        case .unstorable, .ruleBroken, .conflict, .unknownReference: true
        case .unavailable, .rankingsBusy, .rankingTooLong, .outcomeUnknown, .cancelled, .fault: false
        }
    }

    package var description: String {
        switch self {
        case .unavailable: "store: the database is unavailable"
        case .rankingsBusy: "store: as many rankings as may be at once"
        case .rankingTooLong: "store: a ranking of every contact lasted too long"
        case .outcomeUnknown: "store: the outcome of a commit is unknown"
        case .conflict(let constraint): "store: conflict on \(constraint)"
        case .unknownReference(let constraint): "store: unknown reference, \(constraint)"
        case .ruleBroken(let constraint): "store: rule broken, \(constraint)"
        case .cancelled: "store: cancelled"
        case .unstorable(let text), .fault(let text): "store: \(text)"
        }
    }
}

/// Runs work on the database and turns its failures into ours; errors of other kinds pass.
func translatingFailures<T>(
    as failure: (PostgresError) -> StoreFailure = { StoreFailure($0) }, _ work: () async throws -> T
) async throws -> T {
    do {
        return try await work()
    } catch let error as PostgresError {
        throw failure(error)
    }
}
