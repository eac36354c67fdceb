import Foundation
import Glibc
import Synchronization

/// An HTTP server on loopback that answers each address as a test says, and closes.
final class PretendServer: Sendable {
    struct Reply: Sendable {
        var status = 200
        var fields = ""
        var body: [UInt8] = []
        /// Bytes promised beyond those that are sent.
        var missing = 0
        var delay = 0.0
    }

    let port: UInt16
    private let listener: Int32
    private let reply: @Sendable (String) -> Reply
    private let heads = Mutex<[String]>([])

    init(_ reply: @escaping @Sendable (_ path: String) -> Reply) throws {
        self.reply = reply
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isReady else { throw POSIXError(.EADDRNOTAVAIL) }
        listener = descriptor
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { self.acceptAll() }
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// The heads of the requests so far.
    var requests: [String] { heads.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func acceptAll() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            Thread.detachNewThread {
                self.serve(descriptor)
                close(descriptor)
            }
        }
        close(listener)
    }

    private func serve(_ descriptor: Int32) {
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            head += buffer.prefix(count)
        }
        let text = String(decoding: head, as: UTF8.self)
        heads.withLock { $0.append(text) }
        let words = text.split(separator: " ", maxSplits: 2)
        let reply = reply(words.count > 1 ? String(words[1]) : "")
        if reply.delay > 0 { Thread.sleep(forTimeInterval: reply.delay) }
        let length = reply.body.count + reply.missing
        let answer = Array(
            "HTTP/1.1 \(reply.status) X\r\nContent-Length: \(length)\r\nConnection: close\r\n\(reply.fields)\r\n".utf8)
        var rest = (answer + reply.body)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }
}
