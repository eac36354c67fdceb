import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// Why an indicator of a contact is what it is, and what it was.
struct IndicatorExplanationRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/contacts/:contact/indicators/:key/explanation") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let contact = try context.identifier("contact", of: Contact.self)
            let own = try await api.enabledOwnIndicator(context, of: venue)
            let definition =
                if let own { own.definition } else {
                    try await api.enabledIndicator(try context.indicatorKey(), of: venue)
                }
            let asOf = try request.pastInstant(at: api.store.clock.now())
            let explained = try await api.store.explain(
                definition.key, by: own?.thresholds, of: contact, in: venue, asOf: asOf)
            guard let explained else { throw Problem.notFound }
            return ExplainedIndicator(explanation: explained, definition: definition, own: own).answer().response
        }
    }
}

/// Why an indicator is what it is, by the names its institution uses.
private struct ExplainedIndicator: Representable {
    let explanation: Explanation
    let definition: IndicatorDefinition
    let own: OwnIndicator?

    func write(to writer: inout JSONWriter) {
        let (key, rule, evidence) = (explanation.indicator.key, explanation.rule, explanation.evidence)
        writer.object { writer in
            if let own {
                ToldByOwnIndicator(own: own, told: explanation.indicator).writeMembers(to: &writer)
            } else {
                explanation.indicator.writeMembers(as: definition, to: &writer)
            }
            writer.member("as_of", explanation.asOf)
            writer.member("agrees", explanation.agrees)
            writer.key("rule")
            writer.object { writer in
                writer.member("version", key.ruleVersion)
                // A text has the standard bounds in it.
                writer.member("text", own == nil ? definition.ruleText : nil)
                writer.member("thresholds", rule.thresholds?.numbers)
            }
            write("season", key.season(rule.dates), to: &writer) { season, writer in
                writer.member("id", season.id)
                writer.member("name", season.name)
                writer.member("starts_on", season.startsOn)
                writer.member("ends_on", season.endsOn)
            }
            write("window", key.window(rule.dates, evidence.items), to: &writer) { window, writer in
                writer.member("from", window.from)
                writer.member("to", window.to)
            }
            write("bands", rule.bands, to: &writer) { bands, writer in
                writer.member("population", bands.population.rawValue)
                writer.member("contacts", bands.contacts as Int64?)
                writer.member("low_up_to", bands.lowUpTo)
                writer.member("high_from", bands.highFrom)
                writer.member("value", bands.value as Int64?)
                writer.member("place", bands.place)
            }
            writer.member("evidence_count", evidence.count as Int64?)
            writer.member("is_complete", evidence.isComplete)
            writer.key("evidence")
            writer.array { writer in
                for (item, isNeutral) in zip(evidence.items, explanation.neutral) {
                    write(item, isNeutral: isNeutral, to: &writer)
                }
            }
        }
    }

    private func write<Part>(
        _ name: String, _ part: Part?, to writer: inout JSONWriter,
        _ members: (Part, inout JSONWriter) -> Void
    ) {
        writer.key(name)
        if let part { writer.object { writer in members(part, &writer) } } else { writer.null() }
    }

    /// Every member, null where the item has no such thing.
    private func write(_ item: EvidenceItem, isNeutral: Bool?, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("kind", item.kind.rawValue)
            writer.member("neutral", isNeutral)
            writer.member("order_id", item.order)
            writer.member("order_external_id", item.orderExternalID)
            writer.member("ordered_at", item.orderedAt)
            writer.member("channel", item.channel?.rawValue)
            writer.member("line_id", item.line)
            writer.member("line_external_id", item.lineExternalID)
            writer.member("status", item.status?.rawValue)
            writer.member("family", item.family?.rawValue)
            writer.member("amount", item.amount)
            writer.member("product", item.product)
            writer.member("valid_from", item.validFrom)
            writer.member("valid_to", item.validTo)
            writer.member("performance_id", item.performance)
            writer.member("show", item.show)
            writer.member("genre", item.genre)
            writer.member("starts_at", item.startsAt)
            writer.member("performed_on", item.performedOn)
            writer.member("booking_lead_hours", item.hours)
            writer.member("birth_date", item.birthDate)
            writer.member("link", item.link)
            writer.member("shared_at", item.sharedAt)
            writer.member("day", item.day)
        }
    }
}
