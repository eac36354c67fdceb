import ArgumentParser
import Domain
import Runtime
import Store

struct VenueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "venue", abstract: "Venues, the tenants.", subcommands: [Create.self, List.self, Drop.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Creates a venue with its schema and prints its id.")
        @Option(help: "The institution's id.", transform: institutionID) var institution: Identifier<Institution>
        @Option(help: "Its name.") var name: String
        @Option(help: "An IANA name.") var timeZone = "Europe/Paris"
        @Option(help: "ISO 4217.") var currency = "EUR"
        @Option(help: "fr or en.", transform: language) var locale: Locale = .french

        func run() async throws {
            let venue = NewVenue(
                institution: institution, name: name, timeZone: timeZone, currency: currency, locale: locale)
            guard let id = try await Sicstine.operator().createVenue(venue) else {
                throw ValidationError("no such institution, or no such time zone")
            }
            print(id)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the venues: id, state, name.")

        func run() async throws {
            for venue in try await Sicstine.operator().venues() { print("\(venue.id)\t\(venue.state)\t\(venue.name)") }
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes a venue with everything of it. Nothing of it can be had back.")
        @Argument(help: "The venue's id.", transform: venueID) var venue: VenueID
        @Flag(help: "Say that you mean it.") var yes = false

        func run() async throws {
            guard yes else { throw ValidationError("add --yes to remove the venue and all its data for ever") }
            guard try await Sicstine.operator().migrator.drop(venue) else { throw ValidationError("no such venue") }
        }
    }
}

func institutionID(_ text: String) throws -> Identifier<Institution> {
    guard let id = Identifier<Institution>(text) else { throw ValidationError("not an institution's id") }
    return id
}

private func language(_ text: String) throws -> Locale {
    guard let locale = Locale(rawValue: text) else { throw ValidationError("fr or en") }
    return locale
}
