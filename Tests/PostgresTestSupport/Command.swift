package import Foundation

/// Runs programs.
///
/// `Foundation.Process` waits for the descriptors a daemon inherits, so it never sees `pg_ctl start` end.
package enum Command {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    /// Runs a program and waits for its end.
    package static func run(_ words: [String]) throws {
        let complaints = FileManager.default.temporaryDirectory.appending(path: "sicstine-\(UUID().uuidString).err")
            .path
        defer { unlink(complaints) }
        let child = try spawn(words, standardInput: nil, standardError: complaints)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        guard status == 0 else {
            let text = (try? String(contentsOfFile: complaints, encoding: .utf8)) ?? ""
            throw Failure(description: "\(words[0]) failed: \(text)")
        }
    }

    /// Starts a program that inherits `standardInput`, or nothing.
    package static func spawn(_ words: [String], standardInput: Int32?, standardError: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let standardInput {
            posix_spawn_file_actions_adddup2(&actions, standardInput, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, standardError, O_WRONLY | O_CREAT, 0o600)
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, words[0], &actions, nil, &arguments, environ) == 0 else {
            throw Failure(description: "cannot start \(words[0])")
        }
        return child
    }
}

/// Runs a shell line once this process has ended, however it ends: a shell waits for the end of a pipe that only we
/// hold.
package struct LastWill: Sendable {
    package init(_ line: String) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Command.Failure(description: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        // The other end stays open until the process is gone.
        _ = try Command.spawn(
            ["sh", "-c", "trap '' INT TERM HUP; cat; \(line)"], standardInput: ends[0], standardError: "/dev/null")
    }
}
