package import Domain
package import StrictJSON

/// Reads events out of a request's JSON: each item alone, so that a faulty one never sinks its batch.
package struct EventReader: Sendable {
    let application: Application
    let receivedAt: Instant
    let overruling: Set<RejectReason>

    /// Reasons in `overruling` refuse nothing: somebody has decided that the items are to be let in.
    package init(application: Application, receivedAt: Instant, overruling: Set<RejectReason> = []) {
        self.application = application
        self.receivedAt = receivedAt
        self.overruling = overruling
    }

    /// Throws only for a body that holds no items at all.
    package func read(
        _ root: JSONValue, as envelope: Envelope, from sender: Sender
    ) throws(EnvelopeFault) -> Reading {
        let admission = Admission(application: application, sender: sender, overruling: overruling)
        var reading = Reading()
        switch envelope {
        case .single(let kind):
            guard root.kind == .object else { throw .notAnObject }
            add(root, at: 0, of: EventBatch(), kind: kind, admission, to: &reading)
        case .kept(let kind): add(root, at: 0, of: EventBatch(), kind: kind, admission, to: &reading)
        case .batch:
            let batch = EventBatch(root)
            for (index, item) in try root.items(named: "batch").enumerated() {
                add(item, at: index, of: batch, kind: nil, admission, to: &reading)
                guard reading.bytes <= CollectionLimits.readingBytes else { throw .tooManyItems }
            }
        }
        return reading
    }

    private func add(
        _ item: JSONValue, at index: Int, of batch: EventBatch, kind: EventKind?, _ admission: Admission,
        to reading: inout Reading
    ) {
        var examined = ExaminedItem(kind: kind, batchSentAt: batch.sentAtAsSent)
        do throws(ItemFault) {
            reading.append(try event(item, of: batch, admission, &examined))
        } catch {
            let refused = examined.refused(for: error.reason, by: application, at: receivedAt)
            reading.append(Refusal(index: index, item: refused))
        }
    }

    private func event(
        _ item: JSONValue, of batch: EventBatch, _ admission: Admission, _ examined: inout ExaminedItem
    ) throws(ItemFault) -> CollectedEvent {
        let prepared = try PreparedItem(item, defaults: batch.defaults)
        let context = prepared.value.object("context")
        // Asked first of all: it decides what may be kept, whatever else is wrong.
        let choice = admission.refusal(of: Consent(context: context))
        if choice == nil { examined.kept = prepared }
        guard prepared.value.kind == .object else { throw ItemFault(.notAnObject) }
        let userAgent = context?["userAgent"]?.string
        if let reason = admission.pageRefusal ?? admission.robotRefusal(saying: userAgent) ?? choice {
            throw ItemFault(reason)
        }
        let said = try SentItem(prepared.value, kind: examined.kind)
        if let reason = admission.trialRefusal { throw ItemFault(reason) }
        return event(said, prepared, sentAt: said.sentAt ?? batch.sentAt)
    }

    private func event(_ said: SentItem, _ prepared: PreparedItem, sentAt: Instant?) -> CollectedEvent {
        let action = EventAction(kind: said.kind, name: said.name)
        var event = CollectedEvent(
            messageID: said.messageID, application: application.id, kind: said.kind, action: action,
            time: EventTime(original: said.timestamp, sentAt: sentAt, receivedAt: receivedAt), payload: prepared.payload
        )
        event.name = said.name
        event.anonymousID = said.anonymousID
        event.userID = said.userID
        let page = VisitedPage(prepared, kind: said.kind)
        event.path = page.path
        event.arrival = page.arrival
        if action == .share {
            // The link that was made stands where the link that was followed would.
            event.sharedToken = said.properties?["share_token"]?.shareToken
            event.arrival.shareToken = nil
        }
        let subjects = EventSubjects(said.properties, action: action)
        event.order = subjects.order
        event.currency = subjects.currency
        event.items = subjects.json
        return event
    }
}

/// What a batch says for all its items.
private struct EventBatch {
    var defaults: JSONValue?
    /// A batch whose own time of sending cannot be read must not lose its items.
    var sentAt: Instant?
    var sentAtAsSent: JSONValue?

    init() {}

    init(_ root: JSONValue) {
        defaults = root
        let said = root["sentAt"] ?? root["sent_at"]
        sentAt = said?.string.flatMap(Instant.init(rfc3339:))
        sentAtAsSent = sentAt == nil ? nil : said
    }
}

/// An item under way, with as much of it as a refusal may keep.
private struct ExaminedItem {
    /// What the address says it is.
    let kind: EventKind?
    /// What its batch says of the sending: alone, the item must say it itself.
    let batchSentAt: JSONValue?
    var kept: PreparedItem?

    init(kind: EventKind?, batchSentAt: JSONValue?) {
        self.kind = kind
        self.batchSentAt = batchSentAt
    }

    func refused(for reason: RejectReason, by application: Application, at instant: Instant) -> RefusedItem {
        let kept = reason == .tooLarge || !reason.mayBeKept ? nil : kept
        return RefusedItem(
            application: application.id, reason: reason, kind: kind,
            messageID: kept.flatMap { MessageID.known(SentItem.messageID(of: $0.value, kind: kind)) },
            refusedAt: instant, payload: kept.map { alone($0.value) }, trace: kept.flatMap(trace))
    }

    /// What the addresses said before they were cleaned.
    private func trace(of item: PreparedItem) -> ArrivalTrace? {
        guard item.sent.kind == .object else { return nil }
        let arrival = VisitedPage(item, kind: SentItem.kind(of: item.sent, said: kind) ?? .track).arrival
        return ArrivalTrace(clickID: arrival.clickID, shareToken: arrival.shareToken)
    }

    /// The item with the time its batch was sent at, by which its clock is corrected when it is tried again.
    private func alone(_ item: JSONValue) -> ArraySlice<UInt8> {
        guard let batchSentAt, item.kind == .object, item.present("sentAt") == nil else { return item.rawBytes }
        var writer = JSONWriter(reservingCapacity: item.rawBytes.count + 64)
        writer.object { writer in
            writer.key("sentAt")
            writer.raw(batchSentAt.rawBytes)
            for member in item.members.map(Array.init) ?? [] where member.name != "sentAt" {
                writer.key(member.name)
                writer.raw(member.value.rawBytes)
            }
        }
        return writer.bytes[...]
    }
}

extension JSONValue {
    /// What a browser draws for a link it makes.
    fileprivate var shareToken: String? {
        guard let text = utf8, (16...64).contains(text.count), text.allSatisfy(\.isOfToken) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }
}
