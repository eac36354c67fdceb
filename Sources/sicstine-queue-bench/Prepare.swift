import ArgumentParser

/// Makes the schema `queue_trial` anew.
struct Prepare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the schema queue_trial anew, for work, feed and cancel.")

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await database.open(connections: 1).prepare()
    }
}
