import Domain
import EventReading
import HTTPService
import HTTPTypes
import Hummingbird
import Store
import StrictJSON

/// What every way into the collection does: know the application, read, commit, then answer.
extension IngestService {
    /// The body of a request and the application it is from; a key in a header is looked at before the body is read.
    func received(_ request: Request) async throws -> (JSONDocument, CollectingApplication) {
        if let key = WriteKeyCredential.inHeader(of: request) {
            let application = try await application(writeKey: key)
            return (try await request.json(limits: CollectionLimits.request), application)
        }
        let document = try await request.json(limits: CollectionLimits.request)
        let key = WriteKeyCredential.inBody(document.root) ?? WriteKeyCredential.inQuery(of: request)
        return (document, try await application(writeKey: key))
    }

    /// The application with this key, unless it has asked too much of this process.
    func application(writeKey: String?) async throws -> CollectingApplication {
        let found: CollectingApplication?
        do {
            found = if let writeKey { try await store.application(writeKey: writeKey) } else { nil }
        } catch is StoreFailure {
            throw Problem.unavailable
        }
        guard let found else {
            throw Problem(.unauthorized, "Send the write key of one of the venue's applications (wk_…).")
        }
        guard limiter.admits(found.application.id) else {
            throw Problem(.tooManyRequests, "Send the same request again a little later.", retryAfter: 1)
        }
        return found
    }

    func collect(
        _ root: JSONValue, as envelope: Envelope, of collecting: CollectingApplication, from request: Request,
        asImage: Bool = false
    ) async throws -> CollectionAnswer {
        let reader = EventReader(application: collecting.application, receivedAt: store.clock.now())
        var sender = Sender(request, asBrowser: asImage)
        if asImage, collecting.application.description.kind != .server, sender.origin == nil {
            sender.origin = request.headers[.referer].flatMap(PageOrigin.ofPage)
        }
        let reading: Reading
        do throws(EnvelopeFault) {
            reading = try reader.read(root, as: envelope, from: sender)
        } catch {
            throw Problem(error)
        }
        var rows = CollectedRows.events
        for event in reading.events { rows.append(event) }
        return try await store(rows, refusing: reading.refusals, of: collecting, from: sender)
    }

    func collectViews(
        _ root: JSONValue, of collecting: CollectingApplication, from request: Request
    ) async throws -> CollectionAnswer {
        let reader = AudienceReader(application: collecting.application, receivedAt: store.clock.now())
        let sender = Sender(request, asBrowser: true)
        let reading: AudienceReading
        do throws(EnvelopeFault) {
            reading = try reader.read(root, from: sender)
        } catch {
            throw Problem(error)
        }
        var rows = CollectedRows.audience
        for view in reading.views { rows.append(view) }
        return try await store(rows, refusing: reading.refusals, of: collecting, from: sender)
    }

    /// Throws `unavailable` unless all of it is committed: the sender then sends it again, and nothing counts twice.
    private func store(
        _ rows: CollectedRows, refusing refused: [Refusal], of collecting: CollectingApplication, from sender: Sender
    ) async throws -> CollectionAnswer {
        do {
            try await writer.write(rows, of: collecting.venue)
            try await refusals.keep(refused.map(\.item), of: collecting)
        } catch is StoreFailure {
            throw Problem.unavailable
        }
        counters.count(accepted: rows.count, refused: refused)
        guard collecting.application.description.admits(origin: sender.origin) else {
            throw Problem(.originNotAllowed, "Have the venue add the page's origin to those of the application.")
        }
        return CollectionAnswer(refusals: refused)
    }
}

extension Problem {
    fileprivate init(_ fault: EnvelopeFault) {
        switch fault {
        case .notAnObject: self.init(.invalidRequest, "The body must be a JSON object.")
        case .missingArray(let name): self.init(.invalidRequest, "The body must hold an array named `\(name)`.")
        case .tooManyItems: self = .tooLarge
        }
    }
}
