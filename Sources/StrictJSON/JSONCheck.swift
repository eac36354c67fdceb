/// The checks of single values: each answers what the value holds, or throws what it has against it.
enum JSONCheck {
    typealias Check<Value> = (JSONValue) throws(JSONObjection) -> Value

    static func string(_ sizes: ClosedRange<Int>) -> Check<String> {
        { value throws(JSONObjection) in
            guard let string = value.string else { throw JSONObjection(.wrongType, "must be a string") }
            let size = string.utf8.count
            if size < sizes.lowerBound {
                let detail =
                    sizes.lowerBound == 1 ? "must not be empty" : "must have at least \(sizes.lowerBound) bytes"
                throw JSONObjection(.tooShort, detail)
            }
            if size > sizes.upperBound {
                throw JSONObjection(.tooLong, "must have at most \(sizes.upperBound) bytes of UTF-8")
            }
            return string
        }
    }

    static func int64(_ range: ClosedRange<Int64>) -> Check<Int64> {
        { value throws(JSONObjection) in
            guard let number = value.int64 else {
                // Of the right form, so only too large for 64 bits.
                if value.token.kind == .integer { throw outOfRange(range) }
                throw JSONObjection(.wrongType, "must be an integer, written without exponent")
            }
            guard range.contains(number) else { throw outOfRange(range) }
            return number
        }
    }

    static func double(_ range: ClosedRange<Double>) -> Check<Double> {
        { value throws(JSONObjection) in
            guard let number = value.double else { throw JSONObjection(.wrongType, "must be a number") }
            guard range.contains(number) else { throw outOfRange(range) }
            return number
        }
    }

    static func bool(_ value: JSONValue) throws(JSONObjection) -> Bool {
        guard let truth = value.bool else { throw JSONObjection(.wrongType, "must be true or false") }
        return truth
    }

    static func oneOf<Choice: RawRepresentable & CaseIterable>(
        _ choices: Choice.Type
    ) -> Check<Choice> where Choice.RawValue == String {
        { value throws(JSONObjection) in
            guard let string = value.string else { throw JSONObjection(.wrongType, "must be a string") }
            // Compared by bytes: Swift holds strings equal that differ in normalisation.
            guard let choice = Choice.allCases.first(where: { $0.rawValue.utf8.elementsEqual(string.utf8) }) else {
                let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
                throw JSONObjection(.notAllowed, "must be one of: \(known)")
            }
            return choice
        }
    }

    static func custom<Value>(
        _ value: JSONValue, _ expected: String, _ parse: (String) -> Value?
    ) throws(JSONObjection) -> Value {
        guard let string = value.string else { throw JSONObjection(.wrongType, "must be a string: \(expected)") }
        guard let result = parse(string) else { throw JSONObjection(.badFormat, "must be \(expected)") }
        return result
    }

    private static func outOfRange<Bound>(_ range: ClosedRange<Bound>) -> JSONObjection {
        JSONObjection(.outOfRange, "must be from \(range.lowerBound) to \(range.upperBound)")
    }
}
