package import Domain
package import StrictJSON

/// What is in a request for exempt statistics.
package struct AudienceReading: Sendable {
    package internal(set) var views: [AudienceView] = []
    package internal(set) var refusals: [Refusal] = []
}

/// Reads page views for the statistics exempt from consent: what holds a member that they may not have is refused whole.
package struct AudienceReader: Sendable {
    let application: Application
    let receivedAt: Instant

    package init(application: Application, receivedAt: Instant) {
        self.application = application
        self.receivedAt = receivedAt
    }

    /// Throws only for a body that holds no items at all.
    package func read(_ root: JSONValue, from sender: Sender) throws(EnvelopeFault) -> AudienceReading {
        let items = try root.items(named: "items")
        let sentAt = root["sentAt"]?.string.flatMap(Instant.init(rfc3339:))
        let admission = Admission(application: application, sender: sender, overruling: [])
        let refusal = admission.pageRefusal ?? admission.robotRefusal(saying: nil) ?? admission.audienceRefusal
        var reading = AudienceReading()
        for (index, item) in items.enumerated() {
            do throws(ItemFault) {
                if let refusal { throw ItemFault(refusal) }
                let view = try view(item, sentAt: sentAt)
                guard let trial = admission.trialRefusal else {
                    reading.views.append(view)
                    continue
                }
                reading.refusals.append(Refusal(index: index, item: refused(for: trial, showing: view)))
            } catch {
                reading.refusals.append(Refusal(index: index, item: refused(for: error.reason, showing: nil)))
            }
        }
        return reading
    }

    private func view(_ item: JSONValue, sentAt: Instant?) throws(ItemFault) -> AudienceView {
        guard item.kind == .object else { throw ItemFault(.notAnObject) }
        guard item.rawBytes.count <= CollectionLimits.itemBytes else { throw ItemFault(.tooLarge) }
        guard item.members?.allSatisfy({ Self.members.contains($0.name) }) ?? true else {
            throw ItemFault(.identifiedWhenExempt)
        }
        guard let sent = item.present("audienceId") else { throw ItemFault(.missingIdentity) }
        let audienceID = try token(sent, otherwise: .invalidField)
        let id =
            if let sent = item.present("messageId") {
                try token(sent, otherwise: .invalidMessageID)
            } else {
                MessageID.made()
            }
        return AudienceView(
            id: id, application: application.id, audienceID: audienceID,
            viewedAt: time(try item.instant("timestamp"), sentAt: sentAt), path: try path(item),
            fromHost: try host(item), viewport: try viewport(item), language: try language(item))
    }

    private static let members: Set<String> = [
        "messageId", "audienceId", "timestamp", "path", "referrer", "viewport", "language",
    ]

    /// Statistics are of now: what comes later than this is counted where it can be.
    private static let patience: Int64 = 3_600

    private func time(_ original: Instant?, sentAt: Instant?) -> Instant {
        let corrected = EventTime(original: original, sentAt: sentAt, receivedAt: receivedAt).occurredAt
        return max(corrected, receivedAt.advanced(bySeconds: -Self.patience))
    }

    /// Drawn at random, so of no form that a name, an address of any kind or a sentence has.
    private func token(_ value: JSONValue, otherwise reason: RejectReason) throws(ItemFault) -> String {
        guard let text = value.utf8, (1...CollectionLimits.messageIDBytes).contains(text.count),
            text.allSatisfy(\.isOfToken)
        else { throw ItemFault(reason) }
        return String(decoding: text, as: UTF8.self)
    }

    private func path(_ item: JSONValue) throws(ItemFault) -> String {
        guard let path = item["path"]?.utf8.flatMap(VisitedPage.kept) else { throw ItemFault(.invalidField) }
        return path
    }

    /// A host alone: an address would hold more.
    private func host(_ item: JSONValue) throws(ItemFault) -> String? {
        guard let text = try item.text("referrer", upTo: CollectionLimits.nameBytes), !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ Self.isOfHost($0) }) else { throw ItemFault(.invalidField) }
        return Arrival(page: nil, referrer: text, campaign: [:]).referrerHost
    }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        byte.isOfToken || byte >= 0x80 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
    }

    private func viewport(_ item: JSONValue) throws(ItemFault) -> AudienceView.Viewport? {
        guard let text = try item.text("viewport", upTo: CollectionLimits.nameBytes) else { return nil }
        guard let viewport = AudienceView.Viewport(rawValue: text) else { throw ItemFault(.invalidField) }
        return viewport
    }

    /// The language without the region: together with other things, that would single someone out.
    private func language(_ item: JSONValue) throws(ItemFault) -> String? {
        guard let tag = try item.text("language", upTo: CollectionLimits.nameBytes), !tag.isEmpty else { return nil }
        let primary = tag.utf8.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
        guard (2...8).contains(primary.count), primary.allSatisfy({ (97...122).contains($0 | 0x20) }) else {
            throw ItemFault(.invalidField)
        }
        return String(decoding: primary.map { $0 | 0x20 }, as: UTF8.self)
    }

    /// No refused item may lead to who reads the pages: of a trial, what was seen is shown and nothing else is kept.
    private func refused(for reason: RejectReason, showing view: AudienceView?) -> RefusedItem {
        RefusedItem(
            application: application.id, reason: reason, kind: nil, messageID: nil, refusedAt: receivedAt,
            payload: view.map(Self.shown))
    }

    private static func shown(_ view: AudienceView) -> ArraySlice<UInt8> {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("path", view.path)
            writer.member("referrer", view.fromHost)
            writer.member("viewport", view.viewport?.rawValue)
            writer.member("language", view.language)
        }
        return writer.bytes[...]
    }
}
