import Connectors
import CurlHTTP
import Domain
import Foundation
import Jobs
import Store

/// The keys that credentials of other systems are sealed with; the first seals, all open.
struct CredentialKeys: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let seal: CredentialSeal

    /// Reads keys of 32 bytes in base64, separated by commas.
    init?(_ text: String) {
        var keys: [[UInt8]] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let key = Data(base64Encoded: String(part)) else { return nil }
            keys.append(Array(key))
        }
        guard let seal = CredentialSeal(keys: keys) else { return nil }
        self.seal = seal
    }

    /// No key: nothing can be sealed.
    static let none = CredentialKeys(seal: CredentialSeal.none)

    private init(seal: CredentialSeal) {
        self.seal = seal
    }

    var description: String { "<secret>" }
    var debugDescription: String { "<secret>" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// Addresses beside those of the public Internet that systems of venues may answer at.
struct PrivateSystems: Sendable {
    let ranges: [AddressRange]

    /// Reads blocks such as `10.20.0.0/16`, separated by commas.
    init?(_ text: String) {
        var ranges: [AddressRange] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let range = AddressRange(String(part)) else { return nil }
            ranges.append(range)
        }
        self.init(ranges: ranges)
    }

    init(ranges: [AddressRange]) {
        self.ranges = ranges
    }
}

extension OutsideSystems {
    /// What speaks to systems outside: to the public Internet by HTTPS, and to what the operator allows beside it, be it plain.
    static func live(keys: CredentialKeys, allowing allowed: PrivateSystems) throws -> OutsideSystems {
        var configuration = HTTPClientConfiguration()
        configuration.addresses = .allowing(allowed.ranges)
        configuration.allowsPlainHTTP = !allowed.ranges.isEmpty
        configuration.userAgent = "Sicstine"
        let connectors = TicketingConnectors(http: try HTTPClient(configuration), clock: .system)
        return OutsideSystems(seal: keys.seal, open: connectors.open)
    }
}

extension EnvironmentReader {
    mutating func readCredentialKeys() -> CredentialKeys? {
        read(
            "CREDENTIAL_KEYS", expecting: "keys of 32 bytes in base64, separated by commas",
            default: CredentialKeys.none
        ) {
            CredentialKeys($0)
        }
    }

    mutating func readPrivateSystems() -> PrivateSystems? {
        read(
            "PRIVATE_SYSTEMS", expecting: "blocks of addresses such as 10.20.0.0/16, separated by commas",
            default: PrivateSystems(ranges: [])
        ) { PrivateSystems($0) }
    }
}
