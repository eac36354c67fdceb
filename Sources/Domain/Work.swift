/// Work for a worker, told as a pointer: the truth of it is in the database, where it is found again if the telling is lost.
package struct Work: Sendable, Hashable {
    /// A stable name, part of what is kept in queues.
    package enum Kind: String, CaseIterable, Sendable {
        case provisionVenue = "tenancy.provision_venue"
        case runImport = "ticketing.run_import"
        case refreshIndicators = "indicators.refresh_marked"
        case runIndicators = "indicators.run"
    }

    package let kind: Kind
    package let venue: VenueID
    /// The id of a row of the venue, empty where the venue itself is the subject.
    package let subject: String

    package static func provision(_ venue: VenueID) -> Work { Work(kind: .provisionVenue, venue: venue, subject: "") }
    package static func refreshIndicators(of venue: VenueID) -> Work {
        Work(kind: .refreshIndicators, venue: venue, subject: "")
    }
    package static func run(_ orderImport: Identifier<OrderImport>, of venue: VenueID) -> Work {
        Work(kind: .runImport, venue: venue, subject: orderImport.description)
    }
    /// The run of the indicators with this id.
    package static func runIndicators(_ run: String, of venue: VenueID) -> Work {
        Work(kind: .runIndicators, venue: venue, subject: run)
    }
}
