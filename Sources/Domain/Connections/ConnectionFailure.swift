/// Why a system outside could not be read.
package enum ConnectionFailure: String, CaseIterable, Sendable {
    case unavailable, busy, denied, unreadable
    case notFound = "not_found"
    case addressRefused = "address_refused"
    /// No key of the installation opens the credential.
    case credentialSealed = "credential_sealed"
}

extension TicketingFault {
    /// What it is called, and what more there is to say.
    package var failure: (ConnectionFailure, detail: String?) {
        switch self {
        case .unavailable(let detail): (.unavailable, detail)
        case .busy: (.busy, nil)
        case .denied: (.denied, nil)
        case .notFound: (.notFound, nil)
        case .addressRefused: (.addressRefused, nil)
        case .unreadable(let detail): (.unreadable, detail)
        }
    }

    /// How long the system is left alone after so many failures in a row.
    ///
    /// What passes by itself is tried again soon; what somebody has to mend, at most once an hour.
    package func pause(afterFailures failures: Int64) -> Duration {
        let doublings = min(failures, 12)
        switch self {
        case .busy(let asked): return asked
        case .unavailable: return min(.seconds(Int64(1) << doublings), .seconds(600))
        case .denied, .notFound, .addressRefused, .unreadable:
            return min(.seconds(Int64(30) << doublings), .seconds(3_600))
        }
    }
}
