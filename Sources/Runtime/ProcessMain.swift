import Foundation

/// Runs a process's work and ends it: 0 when it was told to stop, 1 with the reason on standard error when it failed.
package func runProcess(_ work: () async throws -> Void) async -> Never {
    do {
        try await work()
        exit(0)
    } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
        exit(1)
    }
}
