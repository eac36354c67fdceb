import ArgumentParser
import Domain
import Runtime

struct CollectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collection", abstract: "What was collected from applications.", subcommands: [Rebuild.self])

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Drops what is derived from a venue's events, for the worker to make it again.",
            discussion: "Nothing that was collected is lost. Figures are incomplete until the worker is through.")
        @Option(help: "The venue's id.", transform: venueID) var venue: VenueID

        func run() async throws {
            guard try await Sicstine.operator().rebuildCollection(of: venue) else {
                throw ValidationError("there is no active venue with this id")
            }
        }
    }
}
