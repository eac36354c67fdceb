package import Domain

extension VenueTransaction {
    /// Writes people as a system tells of them.
    ///
    /// A mention fills in what nobody told, and is no newer than any word about the same person.
    package func write(_ contacts: [ToldContact], from source: Source, at instant: Instant) async throws {
        if contacts.isEmpty { return }
        let tellings: [ContactTelling] = contacts.map(\.telling)
        _ = try await write(tellings, from: source, at: instant)
    }
}

extension ToldContact {
    fileprivate var telling: ContactTelling {
        var details = ContactDetails()
        details.externalID = externalID
        details.kind = kind
        (details.firstName, details.lastName) = (firstName, lastName)
        (details.email, details.phone, details.language) = (email, phone, language)
        var said: Set<ContactField> = [.firstName, .lastName, .email, .phone, .language]
        let isMention = sourceUpdatedAt == nil
        if isMention {
            // What a mention leaves out, it does not take away.
            said = said.filter { details.text(of: $0) != nil }
        }
        return ContactTelling(
            externalID: externalID, details: details, said: said, sourceUpdatedAt: sourceUpdatedAt ?? .firstYear,
            fillsIn: isMention)
    }
}
