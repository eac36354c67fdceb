import Foundation
import Synchronization

/// Accepts connections on a free loopback port, each served by a thread of its own, until it is closed.
package final class LoopbackListener: Sendable {
    package let port: Int
    private let descriptor: Int32
    private let peers = Mutex<[Int32]>([])

    package enum Failure: Error { case socket }

    /// `serve` gets the socket of one connection, which is closed when it returns.
    package init(_ serve: @escaping @Sendable (Int32) -> Void) throws {
        (descriptor, port) = try Self.listen()
        Thread.detachNewThread { [self] in
            while true {
                let peer = accept(descriptor, nil, nil)
                guard peer >= 0 else { return }
                peers.withLock { $0.append(peer) }
                Thread.detachNewThread { [self] in
                    serve(peer)
                    peers.withLock { $0.removeAll { $0 == peer } }
                    Glibc.close(peer)
                }
            }
        }
    }

    /// Ends listening and every connection.
    package func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        Glibc.close(descriptor)
        peers.withLock { for peer in $0 { shutdown(peer, Int32(SHUT_RDWR)) } }
    }

    /// A port that nobody listens on now.
    package static func freePort() throws -> Int {
        let (descriptor, port) = try listen()
        Glibc.close(descriptor)
        return port
    }

    /// Connects to a loopback port; nil when nobody listens.
    package static func connect(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let status = withAddress(port: port) {
            Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        guard status == 0 else {
            Glibc.close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func listen() throws -> (Int32, Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard descriptor >= 0, withAddress(port: 0, { bind(descriptor, $0, length) }) == 0,
            Glibc.listen(descriptor, 16) == 0
        else { throw Failure.socket }
        var address = sockaddr_in()
        var filled = length
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &filled) }
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func withAddress<Value>(port: Int, _ body: (UnsafePointer<sockaddr>) -> Value) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }
}
