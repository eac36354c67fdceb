import Foundation
import Runtime

await runProcess { try await IngestProcess.run(environment: ProcessInfo.processInfo.environment) }
