extension ApplicationKind {
    /// What an application of this kind collects on, unless its venue says otherwise.
    package var usualMode: CollectionMode {
        switch self {
        case .website, .eventSite: .choice
        case .kiosk, .mobileApp, .server: .consented
        }
    }

    /// Whether it has pages: then the origins they may send from must be known.
    fileprivate var mustNameOrigins: Bool { self == .website || self == .eventSite }

    /// Whether it may have pages.
    fileprivate var mayNameOrigins: Bool { self != .server }
}

extension ApplicationDescription {
    /// The most origins an application may name.
    package static let mostOrigins = 50

    /// What can be wrong with the origins an application names.
    package enum OriginFault: Error, Sendable {
        /// Its kind has pages, and none is allowed to send.
        case missing
        /// Its kind has no page.
        case needless
    }

    /// What is wrong with the origins, given the kind.
    package var originFault: OriginFault? {
        if allowedOrigins.isEmpty { return kind.mustNameOrigins ? .missing : nil }
        return kind.mayNameOrigins ? nil : .needless
    }
}
