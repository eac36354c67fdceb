package import Domain
package import HTTPTypes
package import Hummingbird
import NIOCore
package import StrictJSON

/// An answer that says what is wrong and what to do next, as RFC 9457 writes it.
///
/// It also carries `code` and `message`, which the SDKs of event APIs read. Every problem a service answers with is one of the
/// cases below; nothing of the request's data is repeated in it.
package struct Problem: Error, Sendable, HTTPResponseError {
    /// Stable names, part of the interface (`openapi.yaml` lists them).
    package enum Code: String, CaseIterable, Sendable {
        case malformedJSON = "malformed_json"
        case invalidRequest = "invalid_request"
        case invalidFile = "invalid_file"
        case invalidCursor = "invalid_cursor"
        case unauthorized
        case forbidden
        case originNotAllowed = "origin_not_allowed"
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case conflict
        case idempotencyKeyReused = "idempotency_key_reused"
        case payloadTooLarge = "payload_too_large"
        case unsupportedMediaType = "unsupported_media_type"
        case tooManyRequests = "too_many_requests"
        case venueNotReady = "venue_not_ready"
        case notConfigured = "not_configured"
        case unavailable
        case internalError = "internal_error"
    }

    package let code: Code
    /// A sentence for the reader: what is wrong and what to do.
    package var detail: String
    package var faults: [JSONFault] = []
    /// Why what is well formed is refused all the same.
    package var reasons: [RefusalReason] = []
    /// Seconds after which trying again makes sense.
    package var retryAfter: Int?
    package var headers: HTTPFields = [:]

    package init(_ code: Code, _ detail: String, faults: [JSONFault] = [], retryAfter: Int? = nil) {
        self.code = code
        self.detail = detail
        self.faults = faults
        self.retryAfter = retryAfter
    }

    package var status: HTTPResponse.Status { code.status }

    package func response(from request: Request, context: some RequestContext) throws -> Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if code == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        return Response(
            status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body(requestID: context.id))))
    }

    private func body(requestID: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "urn:sicstine:problem:\(code.rawValue)")
            writer.member("title", code.title)
            writer.member("status", status.code)
            writer.member("detail", detail)
            writer.member("code", code.rawValue)
            writer.member("message", detail)
            writer.member("request_id", requestID)
            guard !faults.isEmpty || !reasons.isEmpty else { return }
            writer.key("errors")
            writer.errors(faults, reasons)
        }
        return writer.bytes
    }
}

extension JSONWriter {
    /// What is wrong with a request or with one item of it, as `errors` lists it.
    package mutating func errors(_ faults: [JSONFault], _ reasons: [RefusalReason]) {
        array { writer in
            for fault in faults {
                writer.error(at: fault.pointer, code: fault.code.rawValue, detail: fault.detail)
            }
            for reason in reasons {
                writer.error(at: "", code: reason.rawValue, detail: reason.text[.english])
            }
        }
    }

    private mutating func error(at pointer: String, code: String, detail: String) {
        object { writer in
            writer.member("pointer", "#" + pointer)
            writer.member("code", code)
            writer.member("detail", detail)
        }
    }
}

extension Problem.Code {
    package var status: HTTPResponse.Status {
        switch self {
        case .malformedJSON, .invalidRequest, .invalidFile, .invalidCursor: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden, .originNotAllowed: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .conflict: .conflict
        case .idempotencyKeyReused: .unprocessableContent
        case .payloadTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .tooManyRequests: .tooManyRequests
        case .venueNotReady, .unavailable: .serviceUnavailable
        case .notConfigured: .notImplemented
        case .internalError: .internalServerError
        }
    }

    var title: String {
        switch self {
        case .malformedJSON: "The body is not valid JSON"
        case .invalidRequest: "The request is not valid"
        case .invalidFile: "The file cannot be read"
        case .invalidCursor: "The cursor is not one of ours"
        case .unauthorized: "A valid key is needed"
        case .forbidden: "This key may not do that"
        case .originNotAllowed: "This page may not send in the name of this application"
        case .notFound: "There is no such thing"
        case .methodNotAllowed: "This address does not answer that method"
        case .conflict: "What is there does not allow it"
        case .idempotencyKeyReused: "The idempotency key was used for another request"
        case .payloadTooLarge: "The body is too large"
        case .unsupportedMediaType: "The body is of an unsupported type"
        case .tooManyRequests: "Too many requests"
        case .venueNotReady: "The venue is being prepared"
        case .notConfigured: "The installation is not set up for this"
        case .unavailable: "The service is unavailable for the moment"
        case .internalError: "Something went wrong on our side"
        }
    }
}

extension Problem {
    package static func malformed(_ error: JSONSyntaxError) -> Problem {
        if error.reason == .tooLarge { return .tooLarge }
        return Problem(.malformedJSON, "Send strict JSON (RFC 8259, UTF-8): \(error.description).")
    }

    package static func invalid(_ faults: JSONFaults) -> Problem {
        Problem(.invalidRequest, "Correct what `errors` lists and send the request again.", faults: faults.faults)
    }

    package static let tooLarge = Problem(.payloadTooLarge, "Send less at once: the limits are in the documentation.")
    package static let unavailable = Problem(
        .unavailable, "Nothing was lost. Send the same request again.", retryAfter: 1)
    package static let notFound = Problem(.notFound, "Check the address: nothing that this key can see has it.")
}
