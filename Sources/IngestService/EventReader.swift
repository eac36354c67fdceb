import Domain
import Foundation
import HTTPService
import Store
import StrictJSON

/// Reads events out of a request's JSON: each item alone, so that a faulty one never sinks its batch.
struct EventReader {
    struct Reading {
        var rows = EventRows()
        var rejects: [Reject] = []
    }

    let application: Identifier<Application>
    let receivedAt: Instant

    /// Throws a `Problem` only for an envelope that is none.
    func read(_ root: JSONValue, as envelope: Envelope) throws(Problem) -> Reading {
        guard root.kind == .object else {
            throw Problem(.invalidRequest, "The body must be a JSON object.")
        }
        var reading = Reading()
        switch envelope {
        case .single(let kind): add(root, kind: kind, defaults: nil, at: 0, to: &reading)
        case .batch:
            guard let items = root["batch"]?.elements else {
                throw Problem(.invalidRequest, "The body must hold an array named `batch`.")
            }
            guard items.count <= CollectionLimits.batchItems else { throw Problem.tooLarge }
            for (index, item) in items.enumerated() { add(item, kind: nil, defaults: root, at: index, to: &reading) }
        }
        return reading
    }

    private func add(
        _ item: JSONValue, kind: EventKind?, defaults: JSONValue?, at index: Int, to reading: inout Reading
    ) {
        do throws(RejectFailure) {
            reading.rows.append(try event(item, kind: kind, defaults: defaults))
        } catch {
            reading.rejects.append(Reject(index: index, reason: error.reason))
        }
    }

    private func event(_ item: JSONValue, kind: EventKind?, defaults: JSONValue?) throws(RejectFailure)
        -> CollectedEvent
    {
        guard item.kind == .object else { throw RejectFailure(.notAnObject) }
        let payload = MergedPayload(item: item, defaults: defaults).bytes
        guard payload.count <= CollectionLimits.itemBytes else { throw RejectFailure(.tooLarge) }
        guard let kind = kind ?? item["type"]?.string.flatMap(EventKind.init) else { throw RejectFailure(.unknownType) }
        let anonymousID = try identity(item["anonymousId"])
        let userID = try identity(item["userId"])
        let name = try name(of: item, kind: kind)
        guard anonymousID != nil || userID != nil else { throw RejectFailure(.missingIdentity) }
        let original = try instant(item["timestamp"])
        // A batch whose own time of sending cannot be read must not lose its items.
        let sentAt = try instant(item["sentAt"]) ?? defaults?["sentAt"]?.string.flatMap(Instant.init(rfc3339:))
        return CollectedEvent(
            messageID: try messageID(item["messageId"]), application: application, kind: kind, name: name,
            anonymousID: anonymousID, userID: userID,
            occurredAt: CollectedEvent.correctedTime(original: original, sentAt: sentAt, receivedAt: receivedAt),
            receivedAt: receivedAt, sentAt: sentAt, originalTimestamp: original, payload: payload)
    }

    private func name(of item: JSONValue, kind: EventKind) throws(RejectFailure) -> String? {
        switch kind {
        case .track:
            guard let name = try text(item["event"], upTo: CollectionLimits.nameBytes), !name.isEmpty else {
                throw RejectFailure(.missingEventName)
            }
            return name
        case .page, .screen: return try text(item["name"], upTo: CollectionLimits.nameBytes)
        case .group:
            guard try identity(item["groupId"]) != nil else { throw RejectFailure(.missingIdentity) }
        case .alias:
            guard try identity(item["previousId"]) != nil else { throw RejectFailure(.missingIdentity) }
        case .identify: break
        }
        return nil
    }

    /// One is made for a sender that gives none; such an event is new each time it is sent.
    private func messageID(_ value: JSONValue?) throws(RejectFailure) -> String {
        guard let value, !value.isNull else { return "server-" + UUID().uuidString.lowercased() }
        guard let id = value.string, (1...CollectionLimits.messageIDBytes).contains(id.utf8.count) else {
            throw RejectFailure(.invalidMessageID)
        }
        return id
    }

    /// SDKs send numbers and explicit nulls too; null and the empty string are none.
    private func identity(_ value: JSONValue?) throws(RejectFailure) -> String? {
        if let number = value?.int64 { return String(number) }
        let id = try text(value, upTo: CollectionLimits.identityBytes)
        return id == "" ? nil : id
    }

    private func text(_ value: JSONValue?, upTo limit: Int) throws(RejectFailure) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.string, text.utf8.count <= limit else { throw RejectFailure(.invalidField) }
        return text
    }

    private func instant(_ value: JSONValue?) throws(RejectFailure) -> Instant? {
        guard let value, !value.isNull else { return nil }
        guard let instant = value.string.flatMap(Instant.init(rfc3339:)) else { throw RejectFailure(.invalidTimestamp) }
        return instant
    }
}

/// Carries the reason out of the reading of one item.
private struct RejectFailure: Error {
    let reason: RejectReason

    init(_ reason: RejectReason) {
        self.reason = reason
    }
}
