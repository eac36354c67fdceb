import CurlHTTP
import Domain
import StrictJSON
import Synchronization

/// Asks a pretix for pages of JSON, with its token.
struct PretixClient: Sendable {
    let http: HTTPClient
    /// `https://tickets.example.org`, without a slash at its end.
    let base: String
    let organizer: String
    let token: Credential
    let limits: HTTPLimits
    let clock: Clock
    let sleep: @Sendable (Duration) async throws -> Void
    private let patience = Patience()

    init(
        http: HTTPClient, base: String, organizer: String, token: Credential, limits: HTTPLimits, clock: Clock,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.http = http
        self.base = base
        self.organizer = organizer
        self.token = token
        self.limits = limits
        self.clock = clock
        self.sleep = sleep
    }

    /// What a server may ask us to wait before we think it broken.
    private static let longestWait = Duration.seconds(3_600)
    private static let usualWait = Duration.seconds(10)

    /// What the organizer's API answers at a path, such as `events/`, with parameters.
    ///
    /// A short pause that pretix asks for is made here, so that what was read before it is not lost.
    func document(
        _ path: String, _ parameters: [(String, String)] = [], maxValues: Int
    ) async throws(TicketingFault) -> PretixAnswer {
        while true {
            do throws(TicketingFault) {
                return try await ask(path, parameters, maxValues: maxValues)
            } catch .busy(let pause) where patience.allows(pause) {
                do { try await sleep(pause) } catch { throw .busy(pause) }
            }
        }
    }

    private func ask(
        _ path: String, _ parameters: [(String, String)], maxValues: Int
    ) async throws(TicketingFault) -> PretixAnswer {
        let query = parameters.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let url = "\(base)/api/v1/organizers/\(organizer)/\(path)" + (query.isEmpty ? "" : "?" + query)
        var request = HTTPRequest(
            .get, url,
            headers: [HTTPHeader("Authorization", "Token " + token.value), HTTPHeader("Accept", "application/json")])
        request.limits = limits
        let response: HTTPResponse
        do {
            response = try await http.send(request)
        } catch {
            throw TicketingFault(error)
        }
        try check(response)
        do throws(JSONSyntaxError) {
            let jsonLimits = JSONLimits(
                maxBytes: 16 << 20, maxDepth: 32, maxValues: maxValues, maxStringBytes: 1 << 20, mendsEscapes: true)
            let document = try JSONDocument(parsing: response.body, limits: jsonLimits)
            return PretixAnswer(
                root: document.root, generatedAt: response.headers["X-Page-Generated"].flatMap(Instant.init(rfc3339:)))
        } catch  where error.reason == .tooManyValues {
            throw .unreadable("its answer is too large")
        } catch {
            // Cut off, or the page of a proxy before it: the next answer may be whole.
            throw .unavailable("its answer is no JSON")
        }
    }

    private func check(_ response: HTTPResponse) throws(TicketingFault) {
        switch response.status {
        case 200: return
        case 401, 403: throw .denied
        case 404: throw .notFound
        case 429, 503:
            let now = Int(clock.now().microseconds / 1_000_000)
            let asked = response.retryAfter(secondsSince1970: now)
            if response.status == 503, asked == nil { throw .unavailable("status 503") }
            throw .busy(min(max(asked ?? Self.usualWait, .seconds(1)), Self.longestWait))
        case 300..<400: throw .unreadable("it redirects: the address of the connection is not the one it answers at")
        case 500...: throw .unavailable("status \(response.status)")
        default: throw .unreadable("status \(response.status)")
        }
    }
}

/// How long is waited at a pretix's wish while one job runs: a job has its own time to be done in.
private final class Patience: Sendable {
    private static let longestPause = Duration.seconds(60)
    private let left = Mutex(Duration.seconds(600))

    /// Whether there is time for a pause, which then is used up.
    func allows(_ pause: Duration) -> Bool {
        left.withLock { left in
            guard pause <= Self.longestPause, pause <= left else { return false }
            left -= pause
            return true
        }
    }
}

/// An answer of pretix.
struct PretixAnswer {
    let root: JSONValue
    /// The time of the server when it made the page, where it says so.
    let generatedAt: Instant?
}

extension TicketingFault {
    init(_ failure: HTTPFailure) {
        switch failure.reason {
        case .addressRefused: self = .addressRefused
        case .invalidRequest: self = .unreadable("its address or its token cannot be sent")
        case .tooLarge: self = .unreadable("its answer is too large")
        default: self = .unavailable(failure.reason.isTimeout ? "out of time" : failure.description)
        }
    }
}

extension HTTPFailure.Reason {
    fileprivate var isTimeout: Bool {
        if case .timeout = self { true } else { false }
    }
}
