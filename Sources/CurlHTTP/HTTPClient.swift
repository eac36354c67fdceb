import CLibCurl
import Glibc

/// An HTTP/1.1 client for servers that are not trusted, over libcurl.
///
/// All transfers run on one thread of the client; no thread of a caller is ever held. There are no redirects, cookies,
/// proxies, or decompression, and nothing is read from the environment.
package final class HTTPClient: Sendable {
    private let configuration: HTTPClientConfiguration
    private let inbox: Inbox
    private let thread = TransferThread()

    /// Starts the thread of the client.
    package init(_ configuration: HTTPClientConfiguration = HTTPClientConfiguration()) throws(HTTPClientFault) {
        guard configuration.isValid else { throw .invalidConfiguration }
        if let file = configuration.additionalAuthoritiesFile, access(file, R_OK) != 0 {
            throw .authoritiesFileUnreadable
        }
        guard Self.isLibraryReady, let pointer = curl_multi_init() else { throw .noResources }
        // Idle connections kept for reuse: as many as can be busy.
        shim_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, configuration.maxConcurrent)
        let multi = MultiHandle(pointer: pointer)
        self.configuration = configuration
        inbox = Inbox(maxHeld: configuration.maxConcurrent + configuration.maxWaiting, wakes: multi)
        guard thread.start(TransferLoop(configuration, multi: multi, inbox: inbox)) else {
            inbox.disconnect()
            curl_multi_cleanup(pointer)
            throw .noResources
        }
    }

    deinit {
        inbox.close()
        thread.detach()
    }

    /// Sends a request and returns the whole response, whatever its status.
    ///
    /// Cancelling the task ends the transfer and its connection. No request is sent twice unless its method is
    /// idempotent.
    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try request.check(allowsPlainHTTP: configuration.allowsPlainHTTP)
        let exchange = Exchange(request, limits: request.limits ?? configuration.limits)
        let outcome = await withTaskCancellationHandler {
            await exchange.outcome { inbox.post(exchange) }
        } onCancel: {
            inbox.cancel(exchange)
        }
        return try outcome.get()
    }

    /// Fails what waits or runs with `shutDown`, refuses what comes later, and returns when the thread has ended.
    ///
    /// Idempotent.
    package func shutdown() async {
        inbox.close()
        await thread.join()
    }

    /// libcurl counts its initialisations; one for the whole process is enough, and it is never undone.
    private static let isLibraryReady = shim_global_init() == CURLE_OK
}

extension HTTPClientConfiguration {
    fileprivate var isValid: Bool {
        maxConcurrent > 0 && maxConcurrentPerHost > 0 && maxWaiting >= 0
            && (userAgent ?? "").utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
            && !(additionalAuthoritiesFile ?? "").utf8.contains(0)
    }
}
