import ArgumentParser
import Domain
import Foundation
import Runtime
import Store

/// The operator's command line.
///
/// Each command prints just what it made, so that scripts can take it.
@main
struct Sicstine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sicstine", abstract: "Looks after an installation of Sicstine.",
        subcommands: [
            Migrate.self, InstitutionCommand.self, VenueCommand.self, KeyCommand.self, WriteKeyCommand.self,
            JobsCommand.self, CollectionCommand.self,
        ])

    static func `operator`() throws -> Operator {
        try Operator(environment: ProcessInfo.processInfo.environment)
    }
}

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the platform's and every venue's schema up to date; may be run again at any time.")

    func run() async throws {
        let report = try await Sicstine.operator().migrate()
        print(
            "venues migrated: \(report.migrated), up to date before: \(report.upToDate), failed: \(report.failed.count)"
        )
        for failure in report.failed { print("  \(failure.venue): \(failure.reason)") }
        if !report.failed.isEmpty { throw ExitCode.failure }
    }
}

struct InstitutionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "institution", abstract: "Institutions.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Creates an institution and prints its id.")
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            guard let institution = try await Sicstine.operator().createInstitution(name: name) else {
                throw ExitCode.failure
            }
            print(institution.id)
        }
    }
}

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Secret keys of the REST API.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Creates a secret key and prints it, this once. Without a venue or an institution it is an operator's.")
        @Option(help: "What it is for.") var name: String
        @Option(help: "The institution whose venues it reaches.", transform: institutionID)
        var institution: Identifier<Institution>?
        @Option(help: "The only venue it reaches.", transform: venueID) var venue: VenueID?

        func run() async throws {
            let reach = venue.map { Reach.venue($0) } ?? institution.map { .institution($0) } ?? .platform
            print(try await Sicstine.operator().createKey(name: name, reach: reach).text)
        }
    }
}

func venueID(_ text: String) throws -> VenueID {
    guard let id = VenueID(text) else { throw ValidationError("a venue's id is twelve hexadecimal digits") }
    return id
}
