package import Domain
import Postgres

/// A visit of someone who agreed to be recognised, or what a server told by itself.
package struct WebSession: Sendable {
    package let id: Identifier<WebSession>
    package let visitor: Identifier<Visitor>
    package let application: Identifier<Application>
    package let startedAt: Instant
    package let endedAt: Instant
    package let origin: WebOrigin
    package let entryPath: String?
    package let pageViews: Int64

    static let columns = """
        s.id, s.visitor_id, s.application_id, s.started_at, s.ended_at, s.channel_group, s.source, s.medium, s.campaign,
        s.entry_path, s.page_views
        """

    init(_ row: inout Row) throws {
        id = try row.next()
        visitor = try row.next()
        application = try row.next()
        startedAt = try row.next()
        endedAt = try row.next()
        origin = try WebOrigin(&row)
        entryPath = try row.nextIfPresent()
        pageViews = try row.next()
    }
}

/// Where someone came from.
package struct WebOrigin: Sendable {
    package let channelGroup: String
    package let source: String?
    package let medium: String?
    package let campaign: String?

    init(_ row: inout Row) throws {
        channelGroup = try row.next()
        source = try row.nextIfPresent()
        medium = try row.nextIfPresent()
        campaign = try row.nextIfPresent()
    }
}

/// What was done, or one item of it.
package struct WebAction: Sendable {
    package let at: Instant
    package let action: EventAction
    package let path: String?
    package let show: String?
    package let performance: String?
    package let priceCategory: String?
    package let quantity: Int64?
    package let amount: Int64?
    package let order: String?

    static let columns = """
        a.occurred_at, a.action, a.path, a.show_ref, a.performance_ref, a.price_category, a.quantity, a.amount, a.order_ref
        """

    init(_ row: inout Row) throws {
        at = try row.next()
        action = try row.next()
        path = try row.nextIfPresent()
        show = try row.nextIfPresent()
        performance = try row.nextIfPresent()
        priceCategory = try row.nextIfPresent()
        quantity = try row.nextIfPresent()
        amount = try row.nextIfPresent()
        order = try row.nextIfPresent()
    }
}
