import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/contacts/{contact}/card`: all there is to see of a contact at a glance.
struct ContactCardRoutes {
    let api: APIService

    private static let newestOrders = 10
    private static let newestSessions = 5

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/contacts/:contact/card") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let id = try context.identifier("contact", of: Contact.self)
            let definitions = try await api.enabledIndicators(of: venue)
            let own = try await api.enabledOwnIndicators(of: venue)
            let now = api.store.clock.now()
            let card = try await api.store.inVenue(venue) {
                try await Self.card(of: id, in: venue, definitions, own, at: now, $0)
            }
            guard let card else { throw Problem.notFound }
            return card.answer().response
        }
    }

    /// As many statements whatever there is to show, but for copied indicators of shares.
    ///
    /// The card of a record that was merged is its contact's.
    private static func card(
        of id: Identifier<Contact>, in venue: Venue, _ definitions: [IndicatorDefinition], _ own: [OwnIndicator],
        at now: Instant, _ transaction: VenueTransaction
    ) async throws -> ContactCard? {
        guard let named = try await transaction.first(FindContact(id: id)) else { return nil }
        let id = named.mergedInto ?? named.id
        let records = try await transaction.all(ListRecordsOfContact(contact: id))
        guard let contact = records.first(where: { $0.id == id }),
            let summary = try await transaction.first(FindOrderSummary(contact: id))
        else { return nil }
        let indicators = try await transaction.first(FindContactIndicators(contact: id)) ?? []
        let told = try await transaction.told(of: id, by: own, from: indicators, in: venue, at: now)
        return ContactCard(
            venue: "/v1/venues/\(venue.id)", contact: contact, records: records, summary: summary,
            orders: try await transaction.all(ListNewestOrders(contact: id, limit: newestOrders)),
            indicators: Named.those(of: indicators, in: definitions), own: told.map(ToldByOwnIndicator.init),
            sessions: try await transaction.all(
                ListSessionsOfContact(contact: id, before: nil, limit: newestSessions)
            ).prefix(newestSessions).map(\.self))
    }
}

private struct ContactCard: Representable {
    let venue: String
    let contact: Contact
    let records: [Contact]
    let summary: OrderSummary
    let orders: [OrderOfCard]
    let indicators: [Named<Indicator>]
    let own: [ToldByOwnIndicator]
    let sessions: [WebSession]

    func write(to writer: inout JSONWriter) {
        let path = "\(venue)/contacts/\(contact.id)"
        writer.object { writer in
            writer.key("contact")
            contact.write(to: &writer)
            writer.key("roles")
            writer.array { writer in for role in roles { Self.write(role, to: &writer) } }
            writer.key("emails")
            writer.array { writer in for (email, record) in emails { Self.write(email, of: record, to: &writer) } }
            writer.key("records")
            writer.array { writer in for record in records { Self.write(record, to: &writer) } }
            writer.key("orders")
            writeOrders(to: &writer)
            writer.key("web_history")
            writeWebHistory(to: &writer)
            writer.key("indicators")
            writer.array { writer in
                for indicator in indicators { Self.write(indicator, of: path, to: &writer) }
                for indicator in own { write(indicator, of: path, to: &writer) }
            }
            writer.key("pictograms")
            writer.array { writer in
                for indicator in indicators {
                    Self.writePictogram(of: indicator, key: indicator.told.key.rawValue, to: &writer)
                }
                for indicator in own { Self.writePictogram(of: indicator.named, key: indicator.own.key, to: &writer) }
            }
            writer.member("notes", summary.notes as Int64?)
            writer.member("duplicates", summary.duplicates as Int64?)
            writer.key("links")
            writer.object { writer in
                writer.member("contact", path)
                for part in ["indicators", "notes", "duplicates", "merges"] { writer.member(part, "\(path)/\(part)") }
                writer.member("orders", "\(venue)/orders?buyer_id=\(contact.id)")
                writer.member("web_history", sessions.isEmpty ? nil : "\(path)/web-history")
            }
        }
    }

    /// Those of all records.
    private var roles: [ContactRole] { Set(records.flatMap(\.details.roles)).sorted() }

    /// Those of all records, the contact's own first, each once whatever the case of its letters.
    private var emails: [(String, Identifier<Contact>)] {
        var known: Set<String> = []
        let ownFirst = [contact] + records.filter { $0.id != contact.id }
        return ownFirst.flatMap { record in
            ([record.details.email].compactMap(\.self) + record.details.otherEmails)
                .filter { known.insert($0.lowercased()).inserted }.map { ($0, record.id) }
        }
    }

    private static func write(_ role: ContactRole, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("role", role.rawValue)
            writer.member("name", role.text)
        }
    }

    private static func write(_ email: String, of record: Identifier<Contact>, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("email", email)
            writer.member("record_id", record)
        }
    }

    private static func write(_ record: Contact, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", record.id)
            writer.member("source", record.source.rawValue)
            writer.member("external_id", record.details.externalID)
            writer.member("source_updated_at", record.sourceUpdatedAt)
        }
    }

    private func writeOrders(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("count", summary.orders as Int64?)
            writer.member("quantity", summary.quantity as Int64?)
            writer.member("amount", summary.amount as Int64?)
            writer.member("first_ordered_at", summary.firstOrderedAt)
            writer.member("last_ordered_at", summary.lastOrderedAt)
            writer.key("newest")
            writer.array { writer in
                for order in orders {
                    writer.object { writer in
                        writer.member("id", order.id)
                        writer.member("source", order.source.rawValue)
                        writer.member("external_id", order.externalID)
                        writer.member("ordered_at", order.orderedAt)
                        writer.member("channel", order.channel.rawValue)
                        writer.member("buyer_id", order.buyer)
                        writer.member("quantity", order.quantity as Int64?)
                        writer.member("amount", order.amount as Int64?)
                        writer.member("link", "\(venue)/orders/\(order.id)")
                    }
                }
            }
        }
    }

    /// Null without anything that was collected with consent.
    private func writeWebHistory(to writer: inout JSONWriter) {
        guard !sessions.isEmpty else { return writer.null() }
        writer.object { writer in
            writer.key("newest")
            writer.array { writer in
                for session in sessions {
                    writer.object { writer in
                        writer.member("started_at", session.startedAt)
                        writer.member("ended_at", session.endedAt)
                        writer.member("application_id", session.application)
                        session.origin.writeMembers(to: &writer)
                        writer.member("entry_path", session.entryPath)
                        writer.member("page_views", session.pageViews as Int64?)
                    }
                }
            }
        }
    }

    /// Those the institution wants on the summary, of what has a level.
    private static func writePictogram(of named: Named<Indicator>, key: String, to writer: inout JSONWriter) {
        guard named.definition.isPictogram, let level = named.told.level else { return }
        writer.object { writer in
            writer.member("key", key)
            writer.member("level", Int64(level) as Int64?)
            writer.member("name", named.told.pictogramText(as: named.definition))
            writer.member("path", Pictogram.path(of: named.told.key, level: level))
        }
    }

    private static func write(_ indicator: Named<Indicator>, of contact: String, to writer: inout JSONWriter) {
        writer.object { writer in
            indicator.writeMembers(to: &writer)
            writer.member("explanation", "\(contact)/indicators/\(indicator.told.key.rawValue)/explanation")
            writePicture(of: indicator, to: &writer)
        }
    }

    private func write(_ indicator: ToldByOwnIndicator, of contact: String, to writer: inout JSONWriter) {
        writer.object { writer in
            indicator.writeMembers(to: &writer)
            writer.member("explanation", "\(contact)/indicators/\(indicator.own.key)/explanation")
            Self.writePicture(of: indicator.named, to: &writer)
        }
    }

    private static func writePicture(of indicator: Named<Indicator>, to writer: inout JSONWriter) {
        writer.key("pictogram")
        guard let name = indicator.told.pictogram else { return writer.null() }
        writer.object { writer in
            writer.member("name", name)
            writer.member("text", indicator.told.pictogramText(as: indicator.definition))
        }
    }
}
