import Domain
import JobQueue
import Logging
import Store

/// Imports one file, part after part, each with its progress in a transaction of its own.
///
/// A second run goes on where the first stopped, and does nothing when it came to its end.
struct RunImport: VenueJob {
    static let work = Work.Kind.runImport
    static let policy = JobPolicy(
        queue: "imports", maxAttempts: 20, maxCrashes: 20, timeout: .seconds(1_800), concurrencyPerScope: 1,
        uniqueness: .untilDone)
    let store: Store
    /// Hints at what the import leaves to do.
    let announce: @Sendable ([Work]) async -> Void

    /// A part that ends its worker this often will do so again.
    private static let maximumAttempts: Int64 = 5

    func run(_ subject: String, of venue: Venue, context: JobContext) async throws -> JobOutcome {
        guard let id = Identifier<FileImport>(subject) else { return .discard(reason: "not an import id") }
        guard let attempt = try await store.beginImport(id, of: venue) else { return .done }
        guard attempt <= Self.maximumAttempts else {
            return try await giveUp(id, of: venue, "It could not go on in \(Self.maximumAttempts) attempts.")
        }
        do {
            _ = try await store.runImport(id, of: venue) { done, total in
                context.progress(done: Int(done), of: Int(total))
            }
            await announce([.refreshIndicators(of: venue.id)])
            return .done
        } catch StoreFailure.unavailable {
            // No part's fault: the attempt does not count, unless that too cannot be written.
            try? await store.forgiveAttempt(id, of: venue)
            return .snooze(for: .seconds(5))
        } catch is ImportTooTorn {
            return try await giveUp(
                id, of: venue,
                "Too many lines belong to orders that are spread over the file: sort it by its first id and send it again."
            )
        } catch StoreFailure.unstorable(let text) {
            context.logger.error("import failed", metadata: ["error": "\(text)"])
            return try await giveUp(id, of: venue, "Its data cannot be stored; the operator's log says why.")
        }
    }

    func pending(in venue: Venue, _ transaction: VenueTransaction) async throws -> [Work] {
        try await transaction.all(UnfinishedImports()).map { .run($0, of: venue.id) }
    }

    func withdraw(_ subject: String, of venue: Venue) async throws -> Bool {
        guard let id = Identifier<FileImport>(subject) else { return false }
        return try await store.withdrawImport(id, of: venue)
    }

    private func giveUp(_ id: Identifier<FileImport>, of venue: Venue, _ failure: String) async throws -> JobOutcome {
        try await store.giveUpImport(id, of: venue, failure: failure)
        await announce([.refreshIndicators(of: venue.id)])
        return .done
    }
}
