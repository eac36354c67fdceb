import Foundation
import Glibc

/// A TLS server in a process of its own that tells how many bytes of plain text each connection brought.
final class TLSServer {
    private(set) var port: UInt16 = 0
    private var process: pid_t = 0
    private let ended = Signal()
    private var lines: AsyncStream<String>.Iterator

    /// `newest` is the newest protocol the server speaks, as Python's `ssl.TLSVersion` names it.
    init(_ certificates: Certificates, _ name: String, newest: String) async throws {
        let program = certificates.path("server.py")
        try Data(Self.program.utf8).write(to: URL(fileURLWithPath: program))
        let files = "\(certificates.path(name + ".pem")) \(certificates.path(name + ".key"))"
        let command = try Command("exec python3 -W ignore \(program) \(files) \(newest)")
        let (stream, continuation) = AsyncStream<String>.makeStream()
        lines = stream.makeAsyncIterator()
        Thread.detachNewThread { [ended] in
            while let line = command.readLine() { continuation.yield(line) }
            continuation.finish()
            // Ended by a signal, which is no failure here.
            try? command.close()
            ended.raise()
        }
        process = pid_t(await next("PROCESS")) ?? 0
        guard process > 0, let port = UInt16(await next("PORT")) else { throw Command.Failure(status: -1) }
        self.port = port
    }

    /// Waits until the next connection is over; the bytes of request it brought.
    func bytesOfNextConnection() async -> Int? {
        Int(await next("CLOSED"))
    }

    func stop() async {
        // The threads of tasks block the milder signals, and a process inherits that from the one that starts it.
        kill(process, SIGKILL)
        await ended.wait()
    }

    private func next(_ word: String) async -> String {
        var lines = lines
        let line = await lines.next()
        self.lines = lines
        guard let line, line.hasPrefix(word + " ") else { return "" }
        return String(line.dropFirst(word.count + 1))
    }

    private static let program = """
        import os, socket, ssl, sys, threading
        certificate, key, newest = sys.argv[1:]
        print("PROCESS", os.getpid(), flush=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion[newest]
        context.load_cert_chain(certificate, key)
        listener = socket.create_server(("127.0.0.1", 0))
        print("PORT", listener.getsockname()[1], flush=True)

        def serve(raw):
            received = b""
            try:
                with context.wrap_socket(raw, server_side=True) as connection:
                    while b"\\r\\n\\r\\n" not in received:
                        data = connection.recv(65536)
                        if not data:
                            break
                        received += data
                    else:
                        connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok")
            except OSError:
                pass
            print("CLOSED", len(received), flush=True)

        # Ends with the tests, should they be killed.
        listener.settimeout(1)
        parent = os.getppid()
        while os.getppid() == parent:
            try:
                connection = listener.accept()[0]
            except TimeoutError:
                continue
            threading.Thread(target=serve, args=(connection,), daemon=True).start()
        """
}
