import CLibCurl

extension Transfer {
    /// What libcurl must never do, whatever the environment or a server says.
    func setSafety(_ configuration: HTTPClientConfiguration) {
        easy.note(shim_easy_set_url(easy.pointer, target.pointer))
        let protocols = configuration.allowsPlainHTTP ? "https,http" : "https"
        easy.set(CURLOPT_PROTOCOLS_STR, protocols)
        easy.set(CURLOPT_REDIR_PROTOCOLS_STR, "https")
        easy.set(CURLOPT_FOLLOWLOCATION, 0)
        easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        easy.set(CURLOPT_HTTP09_ALLOWED, 0)
        easy.set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        easy.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        // An empty proxy is no proxy: the environment is not asked.
        easy.set(CURLOPT_PROXY, "")
        easy.set(CURLOPT_NOSIGNAL, 1)
        // Without this, ending a transfer whose name look-up hangs would hold the thread until the look-up ends.
        easy.set(CURLOPT_QUICK_EXIT, 1)
        // A connection idle for longer is more likely dead than alive behind some firewall.
        easy.set(CURLOPT_MAXAGE_CONN, 30)
    }

    /// The authorities of the system are found by hash in their directory, file by file: reading the whole bundle for
    /// each connection costs tens of milliseconds.
    ///
    /// It also leaves the file free for the additional ones.
    func setTrust(_ configuration: HTTPClientConfiguration) {
        easy.set(CURLOPT_SSL_VERIFYPEER, 1)
        easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        easy.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        easy.set(CURLOPT_CAPATH, "/etc/ssl/certs")
        easy.set(CURLOPT_CAINFO, configuration.additionalAuthoritiesFile)
    }

    func setLimits(_ limits: HTTPLimits, remaining: Duration) {
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connectTimeout.wholeMilliseconds)
        // The loop keeps the deadline; this is for the case that it does not, and late enough never to come first.
        easy.set(CURLOPT_TIMEOUT_MS, (remaining + .milliseconds(250)).wholeMilliseconds)
        if limits.lowSpeedBytesPerSecond > 0 {
            easy.set(CURLOPT_LOW_SPEED_LIMIT, limits.lowSpeedBytesPerSecond)
            easy.set(CURLOPT_LOW_SPEED_TIME, limits.lowSpeedDuration.wholeSeconds)
        }
        // Only spares reading a body announced as too large; the limit itself is kept by the collector.
        easy.set(CURLOPT_MAXFILESIZE_LARGE, offset: limits.maxBodyBytes)
    }

    func setRequest(userAgent: String?) {
        let request = exchange.request
        switch request.method {
        case .head:
            easy.set(CURLOPT_NOBODY, 1)
        case .get:
            easy.set(CURLOPT_HTTPGET, 1)
        case .delete where request.body.isEmpty:
            easy.set(CURLOPT_HTTPGET, 1)
            easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        case .post, .put, .patch, .delete:
            easy.set(CURLOPT_POST, 1)
            easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
            easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: request.body.count)
            (request.body + [0]).withUnsafeBytes { easy.set(CURLOPT_COPYPOSTFIELDS, pointer: $0.baseAddress) }
        }
        easy.set(CURLOPT_USERAGENT, userAgent)
        setHeaders(request)
    }

    /// In libcurl's list `Name:` takes a field away and `Name;` sends an empty one.
    private func setHeaders(_ request: HTTPRequest) {
        var lines = request.headers.map { header -> [UInt8] in
            let isEmpty = header.value.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            return Array(header.name.utf8) + (isEmpty ? [0x3B] : [0x3A, 0x20] + header.value)
        }
        if let credentials = request.credentials {
            lines.append(Array("Authorization: \(credentials.headerValue)".utf8))
        }
        // Waiting for "100 Continue" would add a second where a server does not know it.
        lines.append(Array("Expect:".utf8))
        if !request.headers.contains(where: { $0.isNamed("Content-Type") }) {
            lines.append(Array("Content-Type:".utf8))
        }
        let isWhole = lines.allSatisfy(addHeader)
        easy.note(isWhole ? CURLE_OK : CURLE_OUT_OF_MEMORY)
        useHeaders()
    }
}
