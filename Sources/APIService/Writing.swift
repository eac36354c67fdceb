import Crypto
import Domain
import HTTPService
import HTTPTypes
import Hummingbird
import Store
import StrictJSON

// How a request that writes is answered: read whole, checked, then done once whatever the number of times it is sent.
extension APIService {
    static let bodyLimits = JSONLimits(maxBytes: 1 << 20, maxDepth: 16, maxValues: 20_000, maxStringBytes: 16 << 10)

    /// The body's bytes, and what `read` makes of its members; a problem listing every fault otherwise.
    func input<Input>(
        _ request: Request, limits: JSONLimits = bodyLimits, _ read: (JSONObjectReader) -> Input?
    ) async throws -> (input: Input, fingerprint: [UInt8]) {
        try request.requireContentType("application/json")
        let document = try await request.json(limits: limits)
        do throws(JSONFaults) {
            let input = try JSONObjectReader.read(document.root, read)
            return (input, Self.fingerprint(of: request, body: document.text))
        } catch {
            throw Problem.invalid(error)
        }
    }

    /// Runs `work` under the request's `Idempotency-Key`, if it has one, in the transaction that holds the work's effect.
    func once(
        _ request: Request, by actor: Actor, fingerprint: [UInt8], in transaction: some KeepsAnswers,
        _ work: () async throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        guard let key = try Self.idempotencyKey(of: request, actor: actor, fingerprint: fingerprint) else {
            return try await work()
        }
        switch try await transaction.claim(key, at: store.clock.now()) {
        case .answered(let answer): return answer
        case .usedOtherwise:
            throw Problem(.idempotencyKeyReused, "Send a new Idempotency-Key, or the same request as the first time.")
        case .claimed:
            let answer = try await work()
            try await transaction.keep(answer, under: key)
            return answer
        }
    }

    static func idempotencyKey(
        of request: Request, actor: Actor, fingerprint: [UInt8]
    ) throws -> IdempotencyKey? {
        guard let header = request.headers[.idempotencyKey] else { return nil }
        // The draft writes it as a quoted string; most clients do not.
        let key =
            header.count >= 2 && header.hasPrefix("\"") && header.hasSuffix("\"")
            ? String(header.dropFirst().dropLast()) : header
        guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(.invalidRequest, "Idempotency-Key must be 1 to 200 visible ASCII characters.")
        }
        return IdempotencyKey(actor: actor.key, key: key, fingerprint: fingerprint)
    }

    static func fingerprint(of request: Request, body: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("\(request.method.rawValue) \(request.uri.path)\n".utf8))
        hash.update(data: body)
        return Array(hash.finalize())
    }
}

extension HTTPField.Name {
    static var idempotencyKey: HTTPField.Name { HTTPField.Name("Idempotency-Key").unsafelyUnwrapped }
}
