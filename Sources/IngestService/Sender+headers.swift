import EventReading
import HTTPTypes
import Hummingbird

extension Sender {
    /// What the headers say.
    ///
    /// `asBrowser` is for requests that only browsers make, and not always with an origin.
    init(_ request: Request, asBrowser: Bool) {
        let origin = request.headers[.origin]
        let isBrowser = asBrowser || origin != nil
        self.init(
            origin: origin, userAgent: isBrowser ? request.headers[.userAgent] : nil,
            isOptedOut: isBrowser
                && (request.headers[.globalPrivacyControl] == "1" || request.headers[.doNotTrack] == "1"))
    }
}

/// Made once: making a name looks at each of its letters.
extension HTTPField.Name {
    fileprivate static let globalPrivacyControl = HTTPField.Name("Sec-GPC").unsafelyUnwrapped
    fileprivate static let doNotTrack = HTTPField.Name("DNT").unsafelyUnwrapped
}
