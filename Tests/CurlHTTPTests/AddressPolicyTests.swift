import Glibc
import Testing

@testable import CurlHTTP

struct AddressPolicyTests {
    @Test(arguments: [
        "0.0.0.0", "0.255.255.255", "10.0.0.1", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:8.8.8.8",
        "::ffff:0:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1",
        "2001:10::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1",
        "febf::1", "fec0::1", "ff02::1",
    ])
    func specialAddressIsRefused(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressPolicy.publicOnly.permits(address, port: 443))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:200::1", "2606:4700::1111", "2a00:1450::1",
        "2003::1", "3ffe:ffff::1",
    ])
    func publicAddressIsPermittedAtItsPortOnly(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressPolicy.publicOnly.permits(address, port: 443))
        for port: UInt16 in [0, 22, 80, 444, 5432, 6379] {
            #expect(!AddressPolicy.publicOnly.permits(address, port: port))
        }
        #expect(AddressPolicy.allowing([], publicPorts: [8443]).permits(address, port: 8443))
    }

    @Test func grantCoversItsBlockAndFamilyOnly() throws {
        let policy = AddressPolicy.allowing([.v4(10, 20, 0, 0, prefix: 16), .v6(0xFD00, 1, prefix: 32)])
        for granted in ["10.20.0.0", "10.20.255.255", "fd00:1::", "fd00:1:ffff::1"] {
            let address = try #require(IPAddress(granted))
            #expect(policy.permits(address, port: 6379))
        }
        for refused in ["10.19.255.255", "10.21.0.0", "::ffff:10.20.0.1", "fd00:2::1", "127.0.0.1", "::1"] {
            let address = try #require(IPAddress(refused))
            #expect(!policy.permits(address, port: 443))
        }
        let mappedLoopback = try #require(IPAddress("::ffff:127.0.0.1"))
        #expect(!AddressPolicy.allowing([.v4(0, 0, 0, 0, prefix: 0)]).permits(mappedLoopback, port: 443))
    }

    @Test func rangeIsReadOnlyInItsExactForm() throws {
        #expect(AddressRange("10.20.0.0/16") == .v4(10, 20, 0, 0, prefix: 16))
        #expect(AddressRange("fd00:1::/32") == .v6(0xFD00, 1, prefix: 32))
        let last = try #require(IPAddress("255.255.255.255"))
        #expect(AddressRange("0.0.0.0/0")?.contains(last) == true)
        let unreadable = [
            "", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.1/8", "10/8", "::/129",
            "::1/64",
            "10.0.0.0/8/8", " 10.0.0.0/8", "10.0.0.0/99999999999999999999", "127.1/8", "10.0.0.0\0/8",
        ]
        for text in unreadable { #expect(AddressRange(text) == nil, "\(text)") }
    }

    @Test func onlyTheTwoFamiliesOfTheInternetAreRead() {
        var unix = sockaddr_un()
        unix.sun_family = sa_family_t(AF_UNIX)
        #expect(SocketAddress(&unix, length: MemoryLayout<sockaddr_un>.size) == nil)
        var four = sockaddr_in()
        four.sin_family = sa_family_t(AF_INET)
        four.sin_port = UInt16(443).bigEndian
        four.sin_addr.s_addr = UInt32(0x0808_0404).bigEndian
        let size = MemoryLayout<sockaddr_in>.size
        #expect(SocketAddress(&four, length: size)?.address == IPAddress("8.8.4.4"))
        #expect(SocketAddress(&four, length: size)?.port == 443)
        #expect(SocketAddress(&four, length: size - 1) == nil)
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_addr = in6addr_loopback
        #expect(SocketAddress(&six, length: MemoryLayout<sockaddr_in6>.size)?.address == IPAddress("::1"))
        #expect(SocketAddress(&six, length: size) == nil)
        #expect(inet_pton(AF_INET6, "::ffff:8.8.8.8", &six.sin6_addr) == 1)
        let mapped = SocketAddress(&six, length: MemoryLayout<sockaddr_in6>.size)
        #expect(mapped?.address == IPAddress("::ffff:8.8.8.8"))
        #expect(mapped?.address != IPAddress("8.8.8.8"))
    }
}
