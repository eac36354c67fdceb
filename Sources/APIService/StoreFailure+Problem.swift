package import HTTPService
package import Store
import StrictJSON

extension StoreFailure: ProblemConvertible {
    /// What a failure of the store means to a client.
    ///
    /// Constraints are named after what they protect: their names say which field.
    package var problem: Problem {
        switch self {
        case .unavailable, .cancelled: .unavailable
        case .rankingsBusy:
            Problem(
                .unavailable,
                "Every contact is being ranked for as many requests as may have that at once: send this one again in a few "
                    + "seconds. What many contacts were at one instant, a run of the kind `as_of` tells.",
                retryAfter: 5)
        case .rankingTooLong:
            Problem(
                .unavailable,
                "Ranking every contact took longer than a request may: ask for a run of the kind `as_of`, which lists them all, "
                    + "or send this request again at a quieter hour.",
                retryAfter: 600)
        case .outcomeUnknown:
            Problem(
                .unavailable,
                "The answer was lost on the way: send the same request again with the same Idempotency-Key.",
                retryAfter: 1)
        case .conflict("seasons_no_overlap"):
            Problem(.conflict, "It overlaps a season there is: seasons follow each other without gap or overlap.")
        case .conflict("schedules_season_change_key"):
            Problem(.conflict, "This task has its schedule of the seasons' changes: change that one.")
        case .conflict("ticketing_connections_source_key"):
            Problem(.conflict, "This source has a connection: use that one, or another source.")
        case .conflict("balises_action_key"):
            Problem(.conflict, "The application has a balise for this action: change that one.")
        case .conflict("own_indicators_pkey"):
            Problem(.conflict, "An indicator has or had this key: choose another one.")
        case .conflict(let constraint):
            Problem(
                .conflict, "Another one has the same \(Self.field(of: constraint)): use that one, or another value.")
        case .unknownReference(let constraint):
            .invalid(
                JSONFaults([
                    JSONFault(
                        pointer: Self.pointer(of: constraint), code: .notAllowed,
                        detail: "names something this venue does not have")
                ]))
        case .ruleBroken, .unstorable, .fault:
            Problem(.internalError, "Try again; if it lasts, give the operator the request id.")
        }
    }

    /// `contacts_external_id_key` → `external_id`.
    private static func field(of constraint: String) -> String {
        switch constraint {
        case "seasons_name_key": "name"
        case _ where constraint.hasSuffix("_external_id_key"): "external_id"
        default: "identity"
        }
    }

    /// `orders_buyer_id_fkey` → `/buyer_id`.
    private static func pointer(of constraint: String) -> String {
        // Which line it is, the constraint does not say.
        if constraint.hasPrefix("order_lines_") { return "/lines" }
        let name = constraint.dropLast("_fkey".count)
        for table in ["orders_", "performances_", "balises_"] where name.hasPrefix(table) {
            return "/" + name.dropFirst(table.count)
        }
        return ""
    }
}
