import CLibCurl

/// A URL as libcurl itself reads it: what is checked here is what will be connected to.
final class TargetURL {
    let pointer: OpaquePointer
    /// Scheme, host and port: what a connection is made to.
    let host: String

    /// Nil where libcurl refuses the URL.
    init?(_ url: String) {
        guard let pointer = curl_url() else { return nil }
        self.pointer = pointer
        // No flag lets libcurl guess a scheme or accept an unknown one.
        if curl_url_set(pointer, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: pointer), let name = Self.part(CURLUPART_HOST, of: pointer),
            let port = Self.part(CURLUPART_PORT, of: pointer)
        {
            let lowered = String(decoding: name.utf8.map(asciiLowercased), as: UTF8.self)
            host = "\(scheme)://\(lowered):\(port)"
        } else {
            curl_url_cleanup(pointer)
            return nil
        }
    }

    deinit {
        curl_url_cleanup(pointer)
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
