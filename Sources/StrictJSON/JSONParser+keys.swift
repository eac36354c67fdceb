extension JSONParser {
    /// Up to here, comparing every two signatures is cheaper than sorting them.
    private static let fewMembers = 16

    /// Refuses an object, all of whose tokens are on the tape, that names a member twice.
    ///
    /// Signatures decide nearly always. Names chosen to share one cost a sort of those names, never a comparison of
    /// every two.
    mutating func refuseRepeatedKeys(of object: Int) throws(JSONSyntaxError) {
        names.removeAll(keepingCapacity: true)
        var key = object + 1
        while key < tape.count {
            names.append(UInt64(tape[key].link) << 32 | UInt64(key))
            key = tape[key + 1].next(after: key + 1)
        }
        guard names.count > 1 else { return }
        if names.count <= Self.fewMembers {
            guard fewNamesShareSignature() else { return }
        }
        names.sort()
        var first = 0
        while first < names.count {
            var last = first
            while last + 1 < names.count, names[last + 1] >> 32 == names[first] >> 32 { last += 1 }
            if last > first { try refuseRepeatedKeys(amongNames: first...last) }
            first = last + 1
        }
    }

    private func fewNamesShareSignature() -> Bool {
        names.withUnsafeBufferPointer { names in
            for later in 1..<names.count {
                let signature = names[later] >> 32
                for earlier in 0..<later where names[earlier] >> 32 == signature { return true }
            }
            return false
        }
    }

    private func refuseRepeatedKeys(amongNames range: ClosedRange<Int>) throws(JSONSyntaxError) {
        var keys: [(bytes: [UInt8], offset: Int)] = names[range].map { name in
            let token = tape[Int(UInt32(truncatingIfNeeded: name))]
            let written = UnsafeBufferPointer(start: text + Int(token.offset), count: Int(token.length))
            return (token.isEscaped ? JSONText.unescaped(written) : [UInt8](written), Int(token.offset))
        }
        keys.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        for (one, other) in zip(keys, keys.dropFirst()) where one.bytes == other.bytes {
            throw JSONSyntaxError(.duplicateKey, at: max(one.offset, other.offset))
        }
    }
}
