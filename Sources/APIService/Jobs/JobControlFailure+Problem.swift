package import HTTPService
package import Jobs

extension JobControlFailure: ProblemConvertible {
    /// What an operator's client is told.
    package var problem: Problem {
        switch self {
        case .queueUnavailable(let reason):
            Problem(
                .unavailable,
                "\(reason), where jobs stand: recorded work goes on without it. Send the same request again.",
                retryAfter: 2)
        case .stillRuns:
            Problem(
                .unavailable, "It was told to stop and still runs. Send the same request again, or it will come back.",
                retryAfter: 2)
        case .cannotBeWithdrawn:
            Problem(
                .conflict,
                "The record keeps this work, so the sweeper would bring the job back: it can be put away once it is dead or "
                    + "parked.")
        }
    }
}
