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
            let definitions = try await api.enabledIndicators(of: venue)
            return IndicatorDefinitionList(definitions: definitions).answer().response
        }
        group.get("/indicators/:key") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            return try await api.enabledIndicator(try context.indicatorKey(), of: venue).answer().response
        }
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let contact = try context.identifier("contact", of: Contact.self)
        let asOf = try request.pastInstant(at: api.store.clock.now())
        let definitions = try await api.enabledIndicators(of: venue)
        let indicators =
            if let asOf { try await api.store.indicators(of: contact, in: venue, asOf: asOf) } else {
                try await api.store.inVenue(venue) { try await $0.first(FindContactIndicators(contact: contact)) }
            }
        guard let indicators else { throw Problem.notFound }
        return IndicatorList(indicators: Named.those(of: indicators, in: definitions)).answer().response
    }
}

/// `{"data": […]}`, in the order of the rules.
private struct IndicatorList: Representable {
    let indicators: [Named<Indicator>]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in for indicator in indicators { indicator.write(to: &writer) } }
        }
    }
}
