import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// A contact's indicators.
struct IndicatorRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/contacts/:contact/indicators") { request, context in
            let id = try context.identifier("contact", of: Contact.self)
            if let asOf = try request.pastInstant(at: api.store.clock.now()) {
                let (_, venue) = try await api.activeVenue(request, context)
                return try await found(api.store.indicators(of: id, in: venue, asOf: asOf).map(IndicatorList.init))
            }
            return try await api.find(request, context) { transaction in
                try await transaction.first(FindContactIndicators(contact: id)).map(IndicatorList.init)
            }
        }
    }
}

/// `{"data": […]}`, in the order of the rules.
private struct IndicatorList: Representable {
    let indicators: [Indicator]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in for indicator in indicators { indicator.write(to: &writer) } }
        }
    }
}

extension Indicator: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in writeMembers(to: &writer) }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("key", key.rawValue)
        writer.member("name", key.text)
        switch value {
        case .count(let count): writer.member("value", count)
        case .money(let cents): writer.member("value", cents as Int64?)
        case .date(let date): writer.member("value", date)
        case .flag(let flag): writer.member("value", flag)
        }
        writer.member("detail", detail)
        writer.member("level", level.map(Int64.init))
        writer.member("level_name", levelText)
        writer.member("computed_for", computedFor)
    }
}
