/// One request: a name and its arguments, as bytes with their lengths, so that any byte may occur in them.
package struct Command: Sendable {
    package let arguments: [Argument]

    package init(_ arguments: Argument...) {
        self.arguments = arguments
    }

    package init(_ arguments: [Argument]) {
        self.arguments = arguments
    }
}

/// One argument of a command.
package struct Argument: Sendable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package init(_ number: Int) {
        bytes = Array(String(number).utf8)
    }

    package init(stringLiteral value: String) {
        self.init(value)
    }

    package init(integerLiteral value: Int) {
        self.init(value)
    }
}
