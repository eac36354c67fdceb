import Foundation
import HTTPService
import Hummingbird
import NIOCore
import Runtime

// The ingestion service with one route more, which reads the body and answers: the limit `ops/bench ingest-single` compares with.
await runProcess {
    try await IngestProcess.run(environment: ProcessInfo.processInfo.environment) { router in
        router.post("/empty") { request, _ in
            _ = try await request.bytes(upTo: 1 << 20)
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(staticString: #"{"success":true}"#)))
        }
    }
}
