import CLibCurl

extension Transfer {
    /// Why the transfer failed, or nil where there is a whole response.
    func failureReason(_ code: CURLcode) -> HTTPFailure.Reason? {
        if let fault = collector.fault { return fault }
        switch code {
        case CURLE_OK:
            // libcurl is content with a connection that ends in the middle of the head.
            return collector.isHeadComplete ? nil : .connectionLost
        case CURLE_URL_MALFORMAT:
            return .invalidRequest(.url)
        case CURLE_COULDNT_RESOLVE_HOST:
            return .resolve
        case CURLE_COULDNT_CONNECT:
            return addressesTried == 0 && addressesRefused > 0 ? .addressRefused : .connect
        case CURLE_OPERATION_TIMEDOUT:
            return .timeout(timeoutPhase)
        case CURLE_FILESIZE_EXCEEDED:
            return .tooLarge(.body)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return .tls(.certificate)
        case CURLE_SSL_CACERT_BADFILE:
            return .tls(.trustStore)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_SHUTDOWN_FAILED:
            return .tls(.handshake)
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND,
            CURLE_ABORTED_BY_CALLBACK:
            return mayHaveBeenSent ? .connectionLost : .connect
        case CURLE_OUT_OF_MEMORY:
            // Also what libcurl says of a line of the head beyond its own bound of 100 KiB.
            return mayHaveBeenSent && !collector.isHeadComplete ? .tooLarge(.header) : .internalFault
        default:
            return mayHaveBeenSent ? .protocolError : .internalFault
        }
    }

    private var timeoutPhase: TimeoutPhase {
        if ContinuousClock.now >= exchange.deadline { return .total }
        return mayHaveBeenSent ? .lowSpeed : .connect
    }
}
