import Foundation

/// Runs a process's work and ends it: 0 when it was told to stop, 1 with the reason on standard error when it failed.
///
/// Ends without the C library's farewells: those take OpenSSL down under threads that may still be opening a connection.
package func runProcess(_ work: () async throws -> Void) async -> Never {
    do {
        try await work()
        _exit(EXIT_SUCCESS)
    } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
        _exit(EXIT_FAILURE)
    }
}
