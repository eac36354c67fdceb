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
            let own = try await api.enabledOwnIndicators(of: venue).first { $0.key == context.parameters.get("key") }
            if let own { return own.answer().response }
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
            // The values that others had then are not at hand: nobody is ranked among them.
            let told = try await transaction.told(
                of: contact, by: own, from: indicators, ranks: then == nil, in: venue, at: asOf ?? api.store.clock.now()
            )
            return IndicatorList(
                indicators: Named.those(of: indicators, in: definitions), own: told.map(ToldByOwnIndicator.init))
        }
        guard let list else { throw Problem.notFound }
        return list.answer().response
    }
}

/// `{"data": […]}`, in the order of the rules, an institution's own ones after them.
private struct IndicatorList: Representable {
    let indicators: [Named<Indicator>]
    let own: [ToldByOwnIndicator]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in
                for indicator in indicators { indicator.write(to: &writer) }
                for indicator in own { indicator.write(to: &writer) }
            }
        }
    }
}
