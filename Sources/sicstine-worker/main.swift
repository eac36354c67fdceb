import Foundation
import Runtime

await runProcess { try await WorkerProcess.run(environment: ProcessInfo.processInfo.environment) }
