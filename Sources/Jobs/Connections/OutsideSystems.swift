package import Domain
package import Store

/// The way to systems outside: what opens their credentials, and what speaks to them.
package struct OutsideSystems: Sendable {
    let seal: CredentialSeal
    let open: @Sendable (TicketingAccess) -> any TicketingSystem

    package init(seal: CredentialSeal, open: @escaping @Sendable (TicketingAccess) -> any TicketingSystem) {
        self.seal = seal
        self.open = open
    }

    /// The system behind a connection; nil when no key opens its credential.
    func system(of taken: TakenConnection, venue: Venue) -> (any TicketingSystem)? {
        let connection = taken.connection
        guard let credential = seal.open(taken.sealed, of: connection.id, venue: venue.id) else { return nil }
        let settings = connection.settings
        return open(
            TicketingAccess(
                kind: settings.kind, address: settings.address, organizer: settings.organizer, credential: credential,
                currency: venue.currency, channelTypes: settings.channelTypes))
    }
}
