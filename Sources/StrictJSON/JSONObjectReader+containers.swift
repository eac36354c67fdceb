extension JSONObjectReader {
    /// An object, read by the closure; its faults and unknown members are collected with those of this one.
    package func requiredObject<Result>(_ name: String, _ body: (JSONObjectReader) -> Result?) -> Result? {
        required(name, { $0 }).flatMap { object($0, at: path(to: name), body) }
    }

    /// An object, read by the closure, or nothing.
    package func optionalObject<Result>(_ name: String, _ body: (JSONObjectReader) -> Result?) -> Result? {
        optional(name, { $0 }).flatMap { object($0, at: path(to: name), body) }
    }

    /// An array of objects, each read by the closure; nil when any of them has a fault.
    package func requiredArray<Element>(
        _ name: String, min least: Int = 0, max most: Int, _ body: (JSONObjectReader) -> Element?
    ) -> [Element]? {
        required(name, Self.array(least...most)).flatMap { objects($0, at: path(to: name), body) }
    }

    /// An array of objects, each read by the closure, or nothing.
    package func optionalArray<Element>(
        _ name: String, min least: Int = 0, max most: Int, _ body: (JSONObjectReader) -> Element?
    ) -> [Element]? {
        optional(name, Self.array(least...most)).flatMap { objects($0, at: path(to: name), body) }
    }

    /// An array of strings, each of at most so many bytes of UTF-8; nil when any of them has a fault.
    package func requiredStrings(
        _ name: String, min least: Int = 0, max most: Int, maxBytes: Int
    ) -> [String]? {
        required(name, Self.array(least...most)).flatMap { strings($0, at: path(to: name), maxBytes: maxBytes) }
    }

    /// An array of strings, each of at most so many bytes of UTF-8, or nothing.
    package func optionalStrings(
        _ name: String, min least: Int = 0, max most: Int, maxBytes: Int
    ) -> [String]? {
        optional(name, Self.array(least...most)).flatMap { strings($0, at: path(to: name), maxBytes: maxBytes) }
    }

    /// An array of whole numbers in a range; nil when any of them has a fault.
    package func requiredInt64s(
        _ name: String, min least: Int = 0, max most: Int, in range: ClosedRange<Int64>
    ) -> [Int64]? {
        required(name, Self.array(least...most)).flatMap { checked($0, at: path(to: name), JSONCheck.int64(range)) }
    }

    /// An array of strings that the closure understands, or nothing; `expected` completes the sentence "must be …" of each.
    package func optionalCustoms<Value>(
        _ name: String, min least: Int = 0, max most: Int, expecting expected: String, _ parse: (String) -> Value?
    ) -> [Value]? {
        optional(name, Self.array(least...most)).flatMap { elements in
            checked(elements, at: path(to: name)) { value throws(JSONObjection) in
                try JSONCheck.custom(value, expected, parse)
            }
        }
    }

    private func path(to name: String) -> String { JSONPointer.appending(name, to: pointer) }

    private func object<Result>(
        _ value: JSONValue, at pointer: String, _ body: (JSONObjectReader) -> Result?
    ) -> Result? {
        Self.object(value, at: pointer, faults: faults, body)
    }

    private func objects<Element>(
        _ elements: JSONElements, at pointer: String, _ body: (JSONObjectReader) -> Element?
    ) -> [Element]? {
        all(elements) { element, place in object(element, at: "\(pointer)/\(place)", body) }
    }

    private func strings(_ elements: JSONElements, at pointer: String, maxBytes: Int) -> [String]? {
        checked(elements, at: pointer, JSONCheck.string(0...maxBytes))
    }

    private func checked<Value>(
        _ elements: JSONElements, at pointer: String, _ check: JSONCheck.Check<Value>
    ) -> [Value]? {
        all(elements) { element, place in
            do throws(JSONObjection) {
                return try check(element)
            } catch {
                faults.add(error.code, at: "\(pointer)/\(place)", error.detail)
                return nil
            }
        }
    }

    /// Reads every element, to collect the faults of all, and answers nil when one could not be read.
    private func all<Element>(_ elements: JSONElements, _ read: (JSONValue, Int) -> Element?) -> [Element]? {
        var result: [Element] = []
        var isWhole = true
        for (place, element) in elements.enumerated() where !faults.isFull {
            if let value = read(element, place) { result.append(value) } else { isWhole = false }
        }
        return isWhole && !faults.isFull ? result : nil
    }

    private static func array(_ sizes: ClosedRange<Int>) -> JSONCheck.Check<JSONElements> {
        { value throws(JSONObjection) in
            guard let elements = value.elements else { throw JSONObjection(.wrongType, "must be an array") }
            let count = elements.count
            if count < sizes.lowerBound {
                throw JSONObjection(.tooShort, "must have at least \(sizes.lowerBound) items")
            }
            if count > sizes.upperBound {
                throw JSONObjection(.tooManyItems, "must have at most \(sizes.upperBound) items")
            }
            return elements
        }
    }
}
