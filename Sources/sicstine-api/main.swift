import Foundation
import Runtime

await runProcess { try await APIProcess.run(environment: ProcessInfo.processInfo.environment) }
