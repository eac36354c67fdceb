import CLibCurl

/// One exchange inside libcurl.
///
/// Only the transfer thread touches it.
///
/// It owns the handle, the URL and the list of headers and frees them; the handle must have left the multi handle before.
/// libcurl holds an unretained pointer to it, valid as long as the handle is.
final class Transfer {
    let exchange: Exchange
    let target: TargetURL
    let easy: EasyHandle

    var collector: ResponseCollector
    var addressesTried = 0
    var addressesRefused = 0
    /// How often libcurl was about to write the request: twice where a reused connection turned out to be dead.
    var timesSent = 0

    private let addresses: AddressPolicy
    private let started = ContinuousClock.now
    private var headerList: UnsafeMutablePointer<curl_slist>?

    init?(_ exchange: Exchange, target: TargetURL, configuration: HTTPClientConfiguration) {
        guard let easy = EasyHandle() else { return nil }
        self.exchange = exchange
        self.target = target
        self.easy = easy
        addresses = configuration.addresses
        collector = ResponseCollector(
            maxHeaderBytes: exchange.limits.maxHeaderBytes, maxBodyBytes: exchange.limits.maxBodyBytes)
        setSafety(configuration)
        setTrust(configuration)
        setLimits(exchange.limits, remaining: started.duration(to: exchange.deadline))
        setCallbacks()
        setRequest(userAgent: configuration.userAgent)
        if easy.isFaulty { return nil }
    }

    deinit {
        curl_slist_free_all(headerList)
    }

    /// Whether any byte of the request may have left.
    var mayHaveBeenSent: Bool { timesSent > 0 }

    func permits(_ address: SocketAddress) -> Bool {
        addresses.permits(address.address, port: address.port)
    }

    /// Adds a line to the headers; false where there is no memory for it.
    func addHeader(_ line: [UInt8]) -> Bool {
        let longer = (line + [0]).withUnsafeBytes { bytes in
            curl_slist_append(headerList, bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
        }
        guard let longer else { return false }
        headerList = longer
        return true
    }

    func useHeaders() {
        easy.note(shim_easy_set_headers(easy.pointer, headerList))
    }

    /// What the exchange came to, once libcurl says that it is over.
    func outcome(_ code: CURLcode) -> Exchange.Outcome {
        if let reason = failureReason(code) {
            return .failure(HTTPFailure(reason, outcomeUnknown: mayHaveBeenSent))
        }
        let timing = HTTPTiming(
            queued: exchange.asked.duration(to: started),
            nameLookUp: easy.duration(CURLINFO_NAMELOOKUP_TIME_T),
            connected: easy.duration(CURLINFO_CONNECT_TIME_T),
            secured: easy.duration(CURLINFO_APPCONNECT_TIME_T),
            firstByte: easy.duration(CURLINFO_STARTTRANSFER_TIME_T),
            total: easy.duration(CURLINFO_TOTAL_TIME_T),
            reusedConnection: easy.count(CURLINFO_NUM_CONNECTS) == 0)
        let (status, headers, body) = (collector.status, collector.headers, collector.body)
        return .success(HTTPResponse(status: status, headers: headers, body: body, timing: timing))
    }
}
