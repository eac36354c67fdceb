import Domain
import Store
import StrictJSON

/// Figures of each group, and of all: the two modes side by side, never added up.
struct WebFigures: Representable {
    private struct Group {
        let name: String
        let consented: ConsentedFigures
        /// Nil where exempt statistics do not know the groups.
        let exempt: ExemptFigures?
    }

    private let query: WebFigureQuery
    private let groups: [Group]
    private let consented: ConsentedFigures
    private let exempt: ExemptFigures

    init(
        query: WebFigureQuery, consented: [FigureRow<ConsentedFigures>], exempt: [FigureRow<ExemptFigures>]
    ) {
        self.query = query
        var known: [String: ExemptFigures] = [:]
        for row in exempt { known[row.group ?? ""] = row.figures }
        self.exempt = known.removeValue(forKey: "") ?? ExemptFigures()
        var told: [String: ConsentedFigures] = [:]
        for row in consented { told[row.group ?? ""] = row.figures }
        self.consented = told.removeValue(forKey: "") ?? ConsentedFigures()
        let names =
            switch query.grouping {
            case .day:
                (query.first.daysSince1970...query.last.daysSince1970).map { LocalDate(daysSince1970: $0).iso8601 }
            case .application, .channelGroup, .show:
                consented.compactMap(\.group) + exempt.compactMap(\.group).filter { told[$0] == nil }
            }
        groups = names.map { name in
            Group(
                name: name, consented: told[name] ?? ConsentedFigures(),
                exempt: query.grouping.isKnownWhenExempt ? known[name] ?? ExemptFigures() : nil)
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("from", query.first)
            writer.member("to", query.last)
            writer.member("group_by", query.grouping.rawValue)
            writer.key("data")
            writer.array { writer in
                for group in groups {
                    writer.object { writer in
                        writer.member("group", group.name)
                        Self.write(group.consented, group.exempt, to: &writer)
                    }
                }
            }
            writer.key("totals")
            writer.object { Self.write(consented, exempt, to: &$0) }
        }
    }

    private static func write(
        _ consented: ConsentedFigures, _ exempt: ExemptFigures?, to writer: inout JSONWriter
    ) {
        writer.key("consented")
        consented.write(to: &writer)
        writer.key("exempt")
        guard let exempt else { return writer.null() }
        writer.object { writer in
            writer.member("visits", exempt.visits as Int64?)
            writer.member("page_views", exempt.pageViews as Int64?)
        }
    }
}

extension WebFigureQuery.Grouping {
    /// Exempt statistics know neither where visitors came from nor what they looked at.
    fileprivate var isKnownWhenExempt: Bool {
        switch self {
        case .day, .application: true
        case .channelGroup, .show: false
        }
    }
}

extension ConsentedFigures {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("visits", visits as Int64?)
            writer.member("visitors", visitors as Int64?)
            writer.member("page_views", pageViews as Int64?)
            writer.member("show_views", showViews as Int64?)
            writer.key("basket_adds")
            writer.object { writer in
                writer.member("events", basketAdds as Int64?)
                writer.member("tickets", ticketsAdded as Int64?)
                writer.member("visitors", visitorsAdding as Int64?)
            }
            writer.member("orders", orders as Int64?)
        }
    }
}
