import Domain

/// The queue of each kind of work, known to those who announce it without being able to do it.
package enum JobRoutes {
    package static var all: [String: String] {
        Dictionary(uniqueKeysWithValues: Work.Kind.allCases.map { ($0.rawValue, queue(of: $0)) })
    }

    static func queue(of kind: Work.Kind) -> String {
        switch kind {
        case .provisionVenue: "tenancy"
        case .runImport: "imports"
        case .refreshIndicators, .runIndicators: "indicators"
        }
    }
}
