import Glibc

/// The server's end of one connection.
final class ServedConnection {
    let descriptor: Int32
    /// 1 for the first connection of the server.
    let number: Int
    private var unread: [UInt8] = []

    init(descriptor: Int32, number: Int) {
        self.descriptor = descriptor
        self.number = number
    }

    struct Request {
        let head: String
        let body: [UInt8]

        var path: String {
            let words = head.split(separator: " ", maxSplits: 2)
            return words.count > 1 ? String(words[1]) : ""
        }

        /// The value of a field, its name given in lower case.
        func field(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2, parts[0].lowercased() == name { return String(parts[1].drop { $0 == " " }) }
            }
            return nil
        }
    }

    /// Waits for the next request with its body; nil when the client has closed the connection.
    func readRequest() -> Request? {
        var end = headEnd()
        while end == nil {
            guard readMore() else { return nil }
            end = headEnd()
        }
        guard let end else { return nil }
        let head = Request(head: String(decoding: unread[..<end], as: UTF8.self), body: [])
        let length = head.field("content-length").flatMap { Int($0) } ?? 0
        while unread.count < end + length {
            guard readMore() else { return nil }
        }
        let body = Array(unread[end..<(end + length)])
        unread.removeFirst(end + length)
        return Request(head: head.head, body: body)
    }

    /// False once the client has gone.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { rest in
                send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    /// Answers 200 with a body and leaves the connection open.
    @discardableResult
    func answer(_ body: String, fields: String = "") -> Bool {
        write("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
    }

    /// Waits until the client closes its end.
    func waitForEnd() {
        while readMore() {}
    }

    /// Lets time pass, but not once the client has closed its end or sent something.
    func pause(milliseconds: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, milliseconds)
    }

    /// The address the client connected to, as four numbers.
    var localAddress: String {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return withUnsafeBytes(of: address.sin_addr.s_addr) { $0.map { String($0) }.joined(separator: ".") }
    }

    private func headEnd() -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard unread.count >= 4 else { return nil }
        return (0...(unread.count - 4)).first { unread[$0..<($0 + 4)].elementsEqual(mark) }.map { $0 + 4 }
    }

    private func readMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        unread += buffer[..<count]
        return true
    }
}
