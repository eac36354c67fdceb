/// One entry of a stream: its id and its fields in order.
package struct StreamEntry: Sendable, Equatable {
    package let id: String
    package let fields: [Field]

    /// A name and a value of an entry.
    package struct Field: Sendable, Equatable {
        package let name: [UInt8]
        package let value: [UInt8]
    }

    /// The value of the first field of that name.
    package subscript(name: String) -> [UInt8]? {
        fields.first { $0.name.elementsEqual(name.utf8) }?.value
    }

    /// The milliseconds of the server's clock at which the entry was added, taken off its id.
    package var milliseconds: Int? {
        Int(id.prefix { $0 != "-" })
    }
}

/// What XAUTOCLAIM answers: all three elements of it.
package struct ClaimedEntries: Sendable, Equatable {
    /// Where to go on; `0-0` when the whole group was seen.
    package let next: String
    package let entries: [StreamEntry]
    /// Entries that were pending and are no longer in the stream: somebody deleted them without acknowledging them.
    package let lost: [String]
}

/// The commands of one consumer group of one stream and how to read their answers.
package struct StreamGroup: Sendable, Hashable {
    package let stream: String
    package let group: String

    package init(stream: String, group: String) {
        self.stream = stream
        self.group = group
    }

    /// Adds an entry; there is no MAXLEN on purpose, since it drops entries that nobody has read.
    package static func add(to stream: String, _ fields: KeyValuePairs<Argument, Argument>) -> Command {
        Command(["XADD", Argument(stream), "*"] + fields.flatMap { [$0.key, $0.value] })
    }

    /// Creates the group, and the stream when there is none, so that it reads everything from the beginning.
    ///
    /// Answers the error `BUSYGROUP` when the group exists.
    package var create: Command {
        Command("XGROUP", "CREATE", Argument(stream), Argument(group), "0", "MKSTREAM")
    }

    /// Acknowledges, then deletes: two commands to be pipelined, never within MULTI, which a full server refuses.
    package func finish(_ ids: [String]) -> [Command] {
        let ids = ids.map { Argument($0) }
        return [
            Command(["XACK", Argument(stream), Argument(group)] + ids), Command(["XDEL", Argument(stream)] + ids),
        ]
    }

    /// Reads new entries of several streams for one consumer; blocks for `block` when there are none, not at all for
    /// nil.
    package static func read(
        _ streams: [String], group: String, consumer: String, count: Int, block: Duration?
    ) -> Command {
        var arguments: [Argument] = [
            "XREADGROUP", "GROUP", Argument(group), Argument(consumer), "COUNT", Argument(count),
        ]
        // BLOCK 0 would mean for ever.
        if let block { arguments += ["BLOCK", Argument(max(1, block.milliseconds))] }
        return Command(arguments + ["STREAMS"] + streams.map { Argument($0) } + streams.map { _ in ">" })
    }

    /// Takes over up to `count` entries that their consumers have left alone for `idle`.
    package func claim(for consumer: String, idle: Duration, from start: String, count: Int) -> Command {
        Command(
            "XAUTOCLAIM", Argument(stream), Argument(group), Argument(consumer), Argument(idle.milliseconds),
            Argument(start), "COUNT", Argument(count))
    }
}

extension Reply {
    /// The answer to `StreamGroup.read`, by stream; empty when nothing came in time.
    package func streamEntries() throws(RedisError) -> [(stream: String, entries: [StreamEntry])] {
        if case .null = try get() { return [] }
        guard let streams = elements else { throw .unexpectedReply }
        var result: [(stream: String, entries: [StreamEntry])] = []
        for stream in streams {
            guard let pair = stream.elements, pair.count == 2, let name = pair[0].text else { throw .unexpectedReply }
            result.append((name, try pair[1].entries()))
        }
        return result
    }

    /// The answer to `StreamGroup.claim`.
    package func claimedEntries() throws(RedisError) -> ClaimedEntries {
        guard let parts = try get().elements, parts.count == 3, let next = parts[0].text, let lost = parts[2].elements
        else { throw .unexpectedReply }
        return ClaimedEntries(next: next, entries: try parts[1].entries(), lost: lost.compactMap(\.text))
    }

    private func entries() throws(RedisError) -> [StreamEntry] {
        guard let elements else { throw .unexpectedReply }
        var entries: [StreamEntry] = []
        for element in elements {
            guard let pair = element.elements, pair.count == 2, let id = pair[0].text else { throw .unexpectedReply }
            let flat = (pair[1].elements ?? []).map { $0.bytes ?? [] }
            let fields = stride(from: 0, to: flat.count - 1, by: 2).map {
                StreamEntry.Field(name: flat[$0], value: flat[$0 + 1])
            }
            entries.append(StreamEntry(id: id, fields: fields))
        }
        return entries
    }
}
