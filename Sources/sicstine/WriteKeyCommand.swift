import ArgumentParser
import Domain
import Runtime

struct WriteKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write-key", abstract: "Write keys of a venue's applications.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Declares an application and prints its write key.")
        @Option(help: "The venue's id.", transform: venueID) var venue: VenueID
        @Option(help: "The application's name.") var name: String
        @Option(help: "website, kiosk, mobile_app, event_site or server.", transform: applicationKind)
        var kind: ApplicationKind = .server
        @Option(
            help: "exempt, consented or choice. Without it, choice for a website or an event site, else consented.",
            transform: collectionMode)
        var mode: CollectionMode?
        @Option(help: "An origin its pages may send from, such as https://www.example.fr; may be repeated.")
        var origin: [String] = []
        @Flag(help: "What arrives is checked and shown, and counts nowhere.") var test = false

        func validate() throws {
            guard origin.allSatisfy({ PageOrigin($0) != nil }), Set(origin).count == origin.count,
                origin.count <= ApplicationDescription.mostOrigins
            else {
                throw ValidationError(
                    "--origin is an origin as browsers write it, https://www.example.fr or http://localhost:8000")
            }
            switch description.originFault {
            case nil: break
            case .missing: throw ValidationError("a website or an event site needs an --origin")
            case .needless: throw ValidationError("a server has no page: leave --origin out")
            }
        }

        func run() async throws {
            guard let key = try await Sicstine.operator().createWriteKey(of: description, venue: venue) else {
                throw ExitCode.failure
            }
            print(key)
        }

        private var description: ApplicationDescription {
            ApplicationDescription(
                name: name, kind: kind, mode: mode ?? kind.usualMode, allowedOrigins: origin, isInTestMode: test)
        }
    }
}

private func applicationKind(_ text: String) throws -> ApplicationKind {
    guard let kind = ApplicationKind(rawValue: text) else {
        throw ValidationError("a kind is one of \(ApplicationKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return kind
}

private func collectionMode(_ text: String) throws -> CollectionMode {
    guard let mode = CollectionMode(rawValue: text) else {
        throw ValidationError("a mode is one of \(CollectionMode.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return mode
}
