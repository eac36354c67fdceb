/// A venue's own word on a host that sends it visitors, before what everyone is told of it.
package struct ReferrerHost: Sendable {
    /// What a host is to its visitors.
    package enum Kind: String, CaseIterable, Sendable {
        case search, social, video, shopping, ai, email
        /// Where people pay: never a source.
        case payment
        case referral
    }

    /// As arrivals are kept under it: without `www.`.
    package let host: HostName
    /// The name its visits are counted under.
    package let source: String
    package let kind: Kind

    package init(host: HostName, source: String, kind: Kind) {
        self.host = host
        self.source = source
        self.kind = kind
    }
}

extension HostName {
    /// Whether it is a name under which arrivals are kept, which `www.` is not part of.
    package var isReferrer: Bool { !rawValue.utf8.starts(with: "www.".utf8) }
}
