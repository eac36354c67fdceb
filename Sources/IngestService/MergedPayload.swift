import StrictJSON

/// An item with the defaults of its batch: `context` and `integrations` given beside `batch` hold for every item, whose own win.
struct MergedPayload {
    let bytes: ArraySlice<UInt8>

    private static let shared = ["context", "integrations"]

    init(item: JSONValue, defaults: JSONValue?) {
        let defaults = Self.shared.compactMap { name in
            defaults?[name].flatMap { $0.kind == .object ? (name: name, value: $0) : nil }
        }
        guard !defaults.isEmpty, let members = item.members else {
            bytes = item.rawBytes
            return
        }
        var writer = JSONWriter(reservingCapacity: item.rawBytes.count * 2)
        writer.object { writer in
            for member in members {
                writer.key(member.name)
                if let shared = defaults.first(where: { $0.name == member.name }), member.value.kind == .object {
                    Self.write(member.value, over: shared.value, to: &writer)
                } else {
                    writer.raw(member.value.rawBytes)
                }
            }
            for shared in defaults where item[shared.name] == nil {
                writer.key(shared.name)
                writer.raw(shared.value.rawBytes)
            }
        }
        bytes = writer.bytes[...]
    }

    private static func write(_ own: JSONValue, over shared: JSONValue, to writer: inout JSONWriter) {
        writer.object { writer in
            guard let ownMembers = own.members, let sharedMembers = shared.members else { return }
            for member in ownMembers {
                writer.key(member.name)
                writer.raw(member.value.rawBytes)
            }
            for member in sharedMembers where own[member.name] == nil {
                writer.key(member.name)
                writer.raw(member.value.rawBytes)
            }
        }
    }
}
