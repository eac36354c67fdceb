import Domain
import JobQueue
import Logging
import Store

/// A job that reads the system behind a connection: its pointer's subject is the connection's id.
///
/// How far it came is kept with each page it writes: the next run goes on from there, whatever ended this one. What fails is
/// noted with the connection, which says when to try again: no attempt is used up.
protocol TicketingJob: VenueJob {
    var systems: OutsideSystems { get }
    var announce: @Sendable ([Work]) async -> Void { get }
    /// Whether all that the system has is compared.
    static var isCheck: Bool { get }
    static func work(_ connection: Identifier<TicketingConnection>, of venue: VenueID) -> Work

    /// Reads on, page by page; false when there is more to read.
    func read(
        _ system: any TicketingSystem, _ taken: TakenConnection, of venue: Venue, context: JobContext
    ) async throws -> Bool
}

extension TicketingJob {
    func run(_ subject: String, of venue: Venue, context: JobContext) async throws -> JobOutcome {
        guard let id = Identifier<TicketingConnection>(subject) else { return .discard(reason: "not a connection id") }
        let take = TakeConnection(id: id, at: store.clock.now(), forCheck: Self.isCheck)
        guard let taken = try await store.inVenue(venue, { try await $0.first(take) }) else {
            return try await untilDue(id, venue)
        }
        guard let system = systems.system(of: taken, venue: venue) else {
            try await note(.credentialSealed, nil, pause: .seconds(3_600), taken, venue)
            return .done
        }
        do {
            return try await read(system, taken, of: venue, context: context) ? .done : .snooze(for: .zero)
        } catch let fault as TicketingFault {
            // Whoever is stopped has not failed.
            try Task.checkCancellation()
            let (failure, detail) = fault.failure
            context.logger.warning(
                "a ticketing system was not read",
                metadata: ["connection": "\(id)", "failure": "\(failure.rawValue)", "detail": "\(detail ?? "")"])
            let pause = fault.pause(afterFailures: taken.connection.trouble.failures)
            try await note(failure, detail, pause: pause, taken, venue)
            // Not for longer: whoever mends something, and says so, would wait for the job to wake.
            return pause < Self.longestSleep ? .snooze(for: pause) : .done
        }
    }

    func pending(in venue: Venue, _ transaction: VenueTransaction) async throws -> [Work] {
        try await transaction.all(DueConnections(at: store.clock.now(), forCheck: Self.isCheck))
            .map { Self.work($0, of: venue.id) }
    }

    /// What is due in a moment waits for it; the rest is found when it is due.
    private func untilDue(_ id: Identifier<TicketingConnection>, _ venue: Venue) async throws -> JobOutcome {
        let find = FindTicketingConnection(id: id)
        guard !Self.isCheck, let connection = try await store.inVenue(venue, { try await $0.first(find) }),
            !connection.isPaused
        else { return .done }
        let next = connection.progress.page == nil ? connection.progress.nextPullAt : .firstYear
        let due = max(next, connection.trouble.notBefore ?? .firstYear)
        let wait = Duration.microseconds(due.microseconds - store.clock.now().microseconds)
        return wait < Self.longestSleep ? .snooze(for: max(wait, .milliseconds(1))) : .done
    }

    /// After so many pages others get their turn.
    static var pagesAtOnce: Int { 40 }

    /// Writes a page; where it names what is not told yet, made since this run began to be told of, all is told again first.
    func whole<Result>(
        _ page: OrderPage, _ system: any TicketingSystem, _ connection: TicketingConnection, of venue: Venue,
        write: (_ takingAsIs: Bool) async throws -> Result
    ) async throws -> Result {
        do {
            return try await write(false)
        } catch is UnknownIsNamed {
            try await writeCatalogue(try await system.catalogue(changedSince: nil), connection, of: venue)
            return try await write(true)
        }
    }

    func writeCatalogue(
        _ catalogue: ToldCatalogue, _ connection: TicketingConnection, of venue: Venue
    ) async throws {
        let now = store.clock.now()
        try await store.inVenue(venue) { try await $0.write(catalogue, from: connection.settings.source, at: now) }
    }

    /// Longer pauses end with a sweep.
    private static var longestSleep: Duration { .seconds(15) }

    private func note(
        _ failure: ConnectionFailure, _ detail: String?, pause: Duration, _ taken: TakenConnection, _ venue: Venue
    ) async throws {
        let now = store.clock.now()
        let note = NoteConnectionFailure(
            id: taken.connection.id, failure: failure, detail: detail, at: now,
            notBefore: now.advanced(bySeconds: max(1, pause.components.seconds)), asking: taken.sealed)
        _ = try await store.inVenue(venue) { try await $0.run(note) }
    }
}

/// Somebody else turned the page meanwhile: what was read of it is not written a second time.
struct PageWasTurned: Error {}

/// An order names what its system has not told of.
struct UnknownIsNamed: Error {}
