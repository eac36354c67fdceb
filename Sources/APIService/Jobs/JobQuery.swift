import Domain
import HTTPService
import Hummingbird
import JobQueue

/// Which jobs a request asks for: `?state=`, `?kind=`, `?venue=` and `?limit=`.
struct JobQuery {
    let filter: JobFilter
    let limit: Int

    /// Refuses what it does not know: a misspelt filter must not return everything.
    init(_ request: Request) throws {
        try request.requireParameters(among: ["state", "kind", "venue", "limit"])
        let parameters = request.uri.queryParameters
        limit = try Paging.limit(of: request)
        var filter = JobFilter()
        if let text = parameters["state"] {
            guard let state = JobState(rawValue: String(text)) else {
                let states = JobState.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(.invalidRequest, "`state` must be one of \(states).")
            }
            filter.states = [state]
        }
        filter.kind = try parameters["kind"].map { text in
            guard (1...100).contains(text.utf8.count), text.utf8.allSatisfy({ Self.kindBytes.contains($0) }) else {
                throw Problem(
                    .invalidRequest, "`kind` must be the name of a kind of job, such as ticketing.run_import.")
            }
            return String(text)
        }
        filter.scope = try parameters["venue"].map { text in
            guard let venue = VenueID(String(text)) else {
                throw Problem(.invalidRequest, "`venue` must be the id of a venue.")
            }
            return venue.rawValue
        }
        self.filter = filter
    }

    private static let kindBytes = Set("abcdefghijklmnopqrstuvwxyz0123456789._-".utf8)
}
