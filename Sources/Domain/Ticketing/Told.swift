/// What a source says of one member of a thing: nothing, so that it stays as it is; a value; or that it has none.
package enum Told<Value: Sendable>: Sendable {
    case nothing
    case value(Value?)

    /// The value said, if there is one.
    package var said: Value? {
        if case .value(let value) = self { value } else { nil }
    }

    /// Whether anything is said, be it that there is no value.
    package var isSaid: Bool {
        if case .value = self { true } else { false }
    }
}
