package import Domain

/// What one request brings for one of the two streams, ready for the tables it is kept in.
package struct CollectedRows: Sendable {
    let stream: CollectedStream
    /// As `stream` lists their columns; the first two are numbered when the group is complete.
    private(set) var rows = BinaryRows()
    /// The senders' ids, each with the moment it is kept by.
    private(set) var keys = BinaryRows()
    private(set) var first: Instant?
    private(set) var last: Instant?

    package var count: Int { rows.count }
    var size: Int { rows.bytes.count + keys.bytes.count }

    private init(stream: CollectedStream) {
        self.stream = stream
    }

    /// No rows, of events that people agreed to.
    package static var events: CollectedRows { CollectedRows(stream: .events) }
    /// No rows, of exempt statistics.
    package static var audience: CollectedRows { CollectedRows(stream: .audience) }

    package mutating func append(_ event: CollectedEvent) {
        precondition(stream == .events, "people's events and exempt statistics never share a table")
        note(event.messageID, at: event.time.receivedAt)
        rows.append(event)
    }

    package mutating func append(_ view: AudienceView) {
        precondition(stream == .audience, "people's events and exempt statistics never share a table")
        note(view.id, at: view.viewedAt)
        rows.append(view)
    }

    mutating func number(batch: Int64) { rows.number(batch: batch) }

    mutating func append(_ other: CollectedRows) {
        rows.append(other.rows)
        keys.append(other.keys)
        first = [first, other.first].compactMap(\.self).min()
        last = [last, other.last].compactMap(\.self).max()
    }

    private mutating func note(_ key: String, at moment: Instant) {
        keys.beginRow(columns: 2)
        keys.append(text: key)
        keys.append(instant: moment)
        first = first.map { min($0, moment) } ?? moment
        last = last.map { max($0, moment) } ?? moment
    }
}

/// A group under a number of its own, by which the worker finds it.
struct CollectedBatch {
    private(set) var rows: CollectedRows
    let mark: GroupMark

    init(_ group: CollectedRows) {
        let first = group.first ?? .firstYear
        rows = group
        mark = GroupMark(
            batch: Self.number(of: group.stream, at: first), count: group.count, first: first, last: group.last ?? first
        )
        rows.number(batch: mark.batch)
    }

    /// Numbers grow with time, so that indexes grow at one end; the rest is chance, so that no two groups meet.
    ///
    /// Of exempt statistics a number tells no more than the minute.
    private static func number(of stream: CollectedStream, at moment: Instant) -> Int64 {
        firstNumber(of: stream, at: moment) | Int64.random(in: 0..<1 << bitsOfChance(stream))
    }

    /// The lowest number a group of that moment can have.
    static func firstNumber(of stream: CollectedStream, at moment: Instant) -> Int64 {
        switch stream {
        case .events: moment.microseconds << bitsOfChance(stream)
        case .audience: (moment.microseconds / 60_000_000) << bitsOfChance(stream)
        }
    }

    private static func bitsOfChance(_ stream: CollectedStream) -> Int64 {
        switch stream {
        case .events: 11
        case .audience: 36
        }
    }
}

extension BinaryRows {
    fileprivate mutating func append(_ event: CollectedEvent) {
        beginRow(columns: 27, reserving: event.payload.count + 512)
        append(integer: 0)
        append(integer: 0)
        append(text: event.messageID)
        append(integer: event.application.rawValue)
        append(text: event.kind.rawValue)
        append(text: event.action.rawValue)
        append(text: event.name)
        append(text: event.anonymousID)
        append(text: event.userID)
        append(instant: event.time.occurredAt)
        append(instant: event.time.receivedAt)
        append(instant: event.time.sentAt)
        append(instant: event.time.original)
        append(text: event.path)
        append(event.arrival)
        append(text: event.sharedToken ?? event.arrival.shareToken)
        append(text: event.order)
        append(text: event.currency)
        append(json: event.items)
        append(json: event.payload)
    }

    private mutating func append(_ arrival: Arrival) {
        append(text: arrival.referrerHost)
        append(text: arrival.source)
        append(text: arrival.medium)
        append(text: arrival.campaign)
        append(text: arrival.term)
        append(text: arrival.content)
        append(text: arrival.campaignID)
        append(text: arrival.clickID)
    }

    fileprivate mutating func append(_ view: AudienceView) {
        beginRow(columns: 10)
        append(integer: 0)
        append(integer: 0)
        append(text: view.id)
        append(instant: view.viewedAt)
        append(integer: view.application.rawValue)
        append(text: view.audienceID)
        append(text: view.path)
        append(text: view.fromHost)
        append(text: view.viewport?.rawValue)
        append(text: view.language)
    }
}
