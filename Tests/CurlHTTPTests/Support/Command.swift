import Glibc

/// A command of the shell whose output can be read; its end is awaited by `close`.
///
/// Not Foundation's `Process`: its wait for the end also waits for every process that was started at the same moment,
/// since they inherit the descriptor it listens to.
final class Command: @unchecked Sendable {
    struct Failure: Error {
        let status: Int32
    }

    private let stream: UnsafeMutablePointer<FILE>

    init(_ line: String) throws {
        guard let stream = popen(line, "re") else { throw Failure(status: -1) }
        self.stream = stream
    }

    /// Runs a command to its end and returns what it wrote.
    @discardableResult
    static func run(_ line: String) throws -> [UInt8] {
        let command = try Command(line)
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = fread(&buffer, 1, buffer.count, command.stream), count > 0 { output += buffer[..<count] }
        try command.close()
        return output
    }

    /// Waits for the next line; nil at the end.
    ///
    /// For one thread at a time.
    func readLine() -> String? {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        guard getline(&line, &capacity, stream) > 0, let line else { return nil }
        return String(cString: line).trimmingSuffix("\n")
    }

    /// Waits for the end of the process.
    func close() throws {
        let status = pclose(stream)
        if status != 0 { throw Failure(status: status) }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        last == suffix ? String(dropLast()) : self
    }
}
