extension JSONObjectReader {
    /// A string, whose size is counted in bytes of UTF-8 after unescaping.
    package func requiredString(_ name: String, minBytes: Int = 0, maxBytes: Int) -> String? {
        required(name, JSONCheck.string(minBytes...maxBytes))
    }

    /// A string or nothing, whose size is counted in bytes of UTF-8 after unescaping.
    package func optionalString(_ name: String, minBytes: Int = 0, maxBytes: Int) -> String? {
        optional(name, JSONCheck.string(minBytes...maxBytes))
    }

    /// A whole number in a range; `12.0` is one, `1e1` is not.
    package func requiredInt64(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        required(name, JSONCheck.int64(range))
    }

    /// A whole number in a range, or nothing.
    package func optionalInt64(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        optional(name, JSONCheck.int64(range))
    }

    /// A number in a range, to the nearest `Double`; not for money.
    package func requiredDouble(_ name: String, in range: ClosedRange<Double>) -> Double? {
        required(name, JSONCheck.double(range))
    }

    /// A number in a range, or nothing.
    package func optionalDouble(_ name: String, in range: ClosedRange<Double>) -> Double? {
        optional(name, JSONCheck.double(range))
    }

    /// A truth value.
    package func requiredBool(_ name: String) -> Bool? {
        required(name, JSONCheck.bool)
    }

    /// A truth value, or nothing.
    package func optionalBool(_ name: String) -> Bool? {
        optional(name, JSONCheck.bool)
    }

    /// One of the raw values of an enumeration; the fault lists them all.
    package func requiredEnum<Choice: RawRepresentable & CaseIterable>(
        _ name: String, as choices: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        required(name, JSONCheck.oneOf(choices))
    }

    /// One of the raw values of an enumeration, or nothing.
    package func optionalEnum<Choice: RawRepresentable & CaseIterable>(
        _ name: String, as choices: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        optional(name, JSONCheck.oneOf(choices))
    }

    /// A string that the closure understands; `expected` completes the sentence "must be …".
    package func requiredCustom<Value>(
        _ name: String, expecting expected: String, _ parse: (String) -> Value?
    ) -> Value? {
        required(name) { value throws(JSONObjection) in try JSONCheck.custom(value, expected, parse) }
    }

    /// A string that the closure understands, or nothing.
    package func optionalCustom<Value>(
        _ name: String, expecting expected: String, _ parse: (String) -> Value?
    ) -> Value? {
        optional(name) { value throws(JSONObjection) in try JSONCheck.custom(value, expected, parse) }
    }
}
