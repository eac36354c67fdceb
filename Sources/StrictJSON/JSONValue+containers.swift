extension JSONValue {
    /// The elements in order, of an array.
    package var elements: JSONElements? {
        token.kind == .array ? JSONElements(storage: storage, start: index + 1, end: Int(token.link)) : nil
    }

    /// The members in the order of the text, of an object.
    package var members: JSONMembers? {
        token.kind == .object ? JSONMembers(storage: storage, start: index + 1, end: Int(token.link)) : nil
    }

    /// The member with this name, compared by bytes; nil when there is none or this is no object.
    ///
    /// It looks at every member until it finds the name, without allocating.
    package subscript(name: String) -> JSONValue? {
        guard token.kind == .object else { return nil }
        var name = name
        guard let key = name.withUTF8({ storage.key($0, inObjectAt: index) }) else { return nil }
        return JSONValue(storage: storage, index: key + 1)
    }
}

/// The elements of an array, in order.
package struct JSONElements: Sequence, Sendable {
    fileprivate let storage: JSONStorage
    fileprivate let start: Int
    fileprivate let end: Int

    /// How many there are; it walks over them.
    package var count: Int {
        var count = 0
        var index = start
        while index < end {
            index = storage.tape[index].next(after: index)
            count += 1
        }
        return count
    }

    /// Starts at the first element.
    package func makeIterator() -> Iterator { Iterator(storage: storage, index: start, end: end) }

    /// Steps over the elements.
    package struct Iterator: IteratorProtocol {
        fileprivate let storage: JSONStorage
        fileprivate var index: Int
        fileprivate let end: Int

        /// The element at hand, or nil after the last one.
        package mutating func next() -> JSONValue? {
            guard index < end else { return nil }
            defer { index = storage.tape[index].next(after: index) }
            return JSONValue(storage: storage, index: index)
        }
    }
}

/// One member of an object.
package struct JSONMember: Sendable {
    /// Its name, as a string value.
    package let key: JSONValue
    /// What it holds.
    package let value: JSONValue

    /// Its name, after unescaping.
    package var name: String { key.string ?? "" }
}

/// The members of an object, in the order of the text; no two have the same name.
package struct JSONMembers: Sequence, Sendable {
    fileprivate let storage: JSONStorage
    fileprivate let start: Int
    fileprivate let end: Int

    /// Starts at the first member.
    package func makeIterator() -> Iterator { Iterator(storage: storage, index: start, end: end) }

    /// Steps over the members.
    package struct Iterator: IteratorProtocol {
        fileprivate let storage: JSONStorage
        fileprivate var index: Int
        fileprivate let end: Int

        /// The member at hand, or nil after the last one.
        package mutating func next() -> JSONMember? {
            guard index < end else { return nil }
            defer { index = storage.tape[index + 1].next(after: index + 1) }
            return JSONMember(
                key: JSONValue(storage: storage, index: index), value: JSONValue(storage: storage, index: index + 1))
        }
    }
}

extension JSONStorage {
    /// The place on the tape of the key with this name, in the object at another.
    func key(_ name: UnsafeBufferPointer<UInt8>, inObjectAt object: Int) -> Int? {
        let signature = JSONSignature.of(name)
        return tape.withUnsafeBufferPointer { tape in
            let end = Int(tape[object].link)
            var key = object + 1
            while key < end {
                if tape[key].link == signature, string(at: key, equals: name) { return key }
                key = tape[key + 1].next(after: key + 1)
            }
            return nil
        }
    }
}
