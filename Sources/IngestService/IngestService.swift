import Domain
package import HTTPService
package import Hummingbird
import NIOCore
package import Store
import StrictJSON

/// The door for events: the Segment HTTP API, answered only once the events are committed.
package struct IngestService: Sendable {
    let store: Store
    let writer: EventWriter
    let counters = CollectionCounters()

    package init(store: Store, writer: EventWriter) {
        self.store = store
        self.writer = writer
    }

    /// `/v1/track`, `/v1/identify`, `/v1/page`, `/v1/screen`, `/v1/group`, `/v1/alias`, `/v1/batch`.
    package func addRoutes(to router: Router<ServiceContext>) {
        for kind in EventKind.allCases {
            router.post("/v1/\(kind.rawValue)") { request, _ in
                try await collect(request, as: .single(kind))
            }
        }
        router.post("/v1/batch") { request, _ in try await collect(request, as: .batch) }
    }

    private func collect(_ request: Request, as envelope: Envelope) async throws -> Response {
        let document = try await request.json(limits: CollectionLimits.request)
        let key = WriteKeyCredential(request: request, body: document.root).key
        let collecting: CollectingApplication?
        do {
            collecting = if let key { try await store.application(writeKey: key) } else { nil }
        } catch is StoreFailure {
            throw Problem.unavailable
        }
        guard let collecting else {
            throw Problem(.unauthorized, "Send the write key of one of the venue's applications (wk_…).")
        }
        let reader = EventReader(application: collecting.application, receivedAt: store.clock.now())
        let reading = try reader.read(document.root, as: envelope)
        do {
            try await writer.write(reading.rows, of: collecting.venue)
        } catch is StoreFailure {
            throw Problem.unavailable
        }
        counters.count(accepted: reading.rows.count, rejects: reading.rejects)
        return Self.answer(reading.rejects)
    }

    /// Always 200 once the good ones are stored: SDKs drop a whole batch on 4xx.
    ///
    /// The faulty ones are listed; SDKs ignore that.
    private static func answer(_ rejects: [Reject]) -> Response {
        guard !rejects.isEmpty else {
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(staticString: #"{"success":true}"#)))
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: Reject.report(rejects))))
    }
}
