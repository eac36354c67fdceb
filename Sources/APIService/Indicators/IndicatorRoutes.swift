import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// A venue's indicators, and those of a contact.
struct IndicatorRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/contacts/:contact/indicators") { request, context in try await list(request, context) }
        group.get("/indicators") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            return IndicatorDefinitionList(
                definitions: try await api.enabledIndicators(of: venue),
                own: try await api.enabledOwnIndicators(of: venue)
            ).answer().response
        }
        group.get("/indicators/:key") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            if let own = try await api.enabledOwnIndicator(context, of: venue) { return own.answer().response }
            return try await api.enabledIndicator(try context.indicatorKey(), of: venue).answer().response
        }
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let contact = try context.identifier("contact", of: Contact.self)
        let asOf = try request.pastInstant(at: api.store.clock.now())
        let definitions = try await api.enabledIndicators(of: venue)
        let own = try await api.enabledOwnIndicators(of: venue)
        let then: [Indicator]?
        if let asOf {
            then = try await api.store.indicators(of: contact, in: venue, asOf: asOf)
            guard then != nil else { throw Problem.notFound }
        } else {
            then = nil
        }
        let list = try await api.store.inVenue(venue) { transaction -> IndicatorList? in
            let stored = then == nil ? try await transaction.first(FindContactIndicators(contact: contact)) : nil
            guard let indicators = then ?? stored else { return nil }
            let told =
                if let asOf {
                    try await transaction.toldThen(by: own, from: [indicators], in: venue, at: asOf)[0]
                } else {
                    try await transaction.told(
                        of: contact, by: own, from: indicators, in: venue, at: api.store.clock.now())
                }
            return IndicatorList(
                indicators: Named.those(of: indicators, in: definitions), own: told.map(ToldByOwnIndicator.init))
        }
        guard let list else { throw Problem.notFound }
        return list.answer().response
    }
}

/// In the order of the rules, an institution's own ones after them.
struct IndicatorList: Representable {
    let indicators: [Named<Indicator>]
    let own: [ToldByOwnIndicator]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in writeList("data", to: &writer) }
    }

    func writeList(_ name: String, to writer: inout JSONWriter) {
        writer.key(name)
        writer.array { writer in
            for indicator in indicators { indicator.write(to: &writer) }
            for indicator in own { indicator.write(to: &writer) }
        }
    }
}
