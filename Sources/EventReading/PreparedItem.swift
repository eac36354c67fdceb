import Domain
import StrictJSON

/// An item with the defaults of its batch, and what may be kept of it.
struct PreparedItem {
    /// Whole: what is read of it must not be kept before it is cleaned.
    let sent: JSONValue
    /// Cleaned; all that is kept is read from here.
    let value: JSONValue

    var payload: ArraySlice<UInt8> { value.rawBytes }

    init(_ item: JSONValue, defaults: JSONValue?) throws(ItemFault) {
        guard item.rawBytes.count <= CollectionLimits.itemBytes else { throw ItemFault(.tooLarge) }
        sent = try Self.merged(item, defaults: defaults)
        value = try PayloadCleaning.cleaned(sent).map { text throws(ItemFault) in try Self.parsed(text) } ?? sent
    }

    /// `context` and `integrations` given beside `batch` hold for every item, and what is known of somebody holds beside what an
    /// identify says of them; its own members win.
    private static func merged(_ item: JSONValue, defaults: JSONValue?) throws(ItemFault) -> JSONValue {
        guard item.kind == .object else { return item }
        var under: [(name: String, value: JSONValue)] = []
        if let defaults {
            for name in ["context", "integrations"] {
                if let value = defaults.object(name) { under.append((name, value)) }
            }
        }
        if let traits = traits(besideThoseOf: item) { under.append(("traits", traits)) }
        guard !under.isEmpty else { return item }
        // Before anything is written: a batch may have thousands of items under large defaults.
        let size = under.reduce(item.rawBytes.count) { $0 + $1.value.rawBytes.count }
        guard size <= CollectionLimits.itemBytes else { throw ItemFault(.tooLarge) }
        return try parsed(written(item, over: under), limits: CollectionLimits.request)
    }

    /// RudderStack puts the traits of an identify in its context, PostHog under `$set`.
    private static func traits(besideThoseOf item: JSONValue) -> JSONValue? {
        if item["type"]?.isString("identify") ?? false { return item.object("context")?.object("traits") }
        guard let event = item["event"] else { return nil }
        for name in ["$set", "$set_once"] where event.isString(name) || event.isString("$identify") {
            if let traits = item.object(name) ?? item.object("properties")?.object(name) { return traits }
        }
        return nil
    }

    private static func written(_ item: JSONValue, over under: [(name: String, value: JSONValue)]) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: item.rawBytes.count * 2)
        writer.object { writer in
            for member in item.members.map(Array.init) ?? [] {
                let shared = under.first { $0.name == member.name }?.value
                if shared != nil, member.value.isNull { continue }
                writer.key(member.name)
                if let shared, member.value.kind == .object {
                    write(member.value, over: shared, to: &writer)
                } else {
                    writer.raw(member.value.rawBytes)
                }
            }
            for shared in under where item.present(shared.name) == nil {
                writer.key(shared.name)
                writer.raw(shared.value.rawBytes)
            }
        }
        return writer.bytes
    }

    private static func write(_ own: JSONValue, over shared: JSONValue, to writer: inout JSONWriter) {
        writer.object { writer in
            for member in own.members.map(Array.init) ?? [] {
                writer.key(member.name)
                writer.raw(member.value.rawBytes)
            }
            for member in shared.members.map(Array.init) ?? [] where own[member.name] == nil {
                writer.key(member.name)
                writer.raw(member.value.rawBytes)
            }
        }
    }

    /// Strictly, unless the text is still to be cleaned.
    private static func parsed(_ text: [UInt8], limits: JSONLimits = JSONLimits()) throws(ItemFault) -> JSONValue {
        do throws(JSONSyntaxError) {
            return try JSONDocument(parsing: text, limits: limits).root
        } catch {
            // Two names may be one once they are cleaned.
            throw ItemFault(.invalidField)
        }
    }
}
