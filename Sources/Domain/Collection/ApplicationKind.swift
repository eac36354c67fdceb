/// What an application is.
package enum ApplicationKind: String, CaseIterable, Sendable {
    case website, kiosk
    case mobileApp = "mobile_app"
    case eventSite = "event_site"
    case server

    /// Whether many people use the same device, so that a device's identity is nobody's.
    package var isShared: Bool { self == .kiosk }
}
