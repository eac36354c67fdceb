/// One thing that is wrong with a valid JSON text: where, what kind, and a sentence for whoever wrote the text.
package struct JSONFault: Equatable, Sendable {
    /// The place in the text, as an RFC 6901 pointer: `/lines/0/amount`; empty for the whole text.
    package let pointer: String
    /// What kind of fault.
    package let code: Code
    /// A sentence to read after the pointer; it names what is expected, never what was sent.
    package let detail: String

    /// States a fault found outside of a reader.
    package init(pointer: String, code: Code, detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }

    /// The closed list of faults; raw values are part of the interface.
    package enum Code: String, CaseIterable, Sendable {
        case missing
        case unknownField = "unknown_field"
        case wrongType = "wrong_type"
        case badFormat = "bad_format"
        case outOfRange = "out_of_range"
        case tooShort = "too_short"
        case tooLong = "too_long"
        case tooManyItems = "too_many_items"
        /// The value is of the right form, and refused: not one of a list, or in conflict with another field.
        case notAllowed = "not_allowed"
    }
}

/// Every fault of a text, in the order they were found, at most `JSONFaults.most`; there is at least one.
package struct JSONFaults: Error, Equatable, Sendable, CustomStringConvertible {
    /// How many faults are told at once; a text with more is told the others after these.
    package static let most = 100

    /// The faults, to be shown to whoever sent the text.
    package let faults: [JSONFault]

    /// Gathers faults to throw them together.
    package init(_ faults: [JSONFault]) {
        self.faults = faults
    }

    /// How many faults of which kinds; pointers are left out, since names of unknown fields are data.
    package var description: String {
        let codes = Set(faults.map(\.code.rawValue)).sorted().joined(separator: ", ")
        return "\(faults.count) faults in the JSON text: \(codes)"
    }
}

/// Where the readers of one text put the faults they find.
final class JSONFaultList {
    private(set) var faults: [JSONFault] = []

    /// Whether what comes next is no longer kept, so that reading on is of no use.
    var isFull: Bool { faults.count >= JSONFaults.most }

    func add(_ code: JSONFault.Code, at pointer: String, _ detail: String) {
        guard !isFull else { return }
        faults.append(JSONFault(pointer: pointer, code: code, detail: detail))
    }
}

/// A path to a value, as RFC 6901 writes it.
enum JSONPointer {
    private static let longestName = 64

    /// The pointer to a member or element; a name longer than any we know is cut, as it can only be an unknown one.
    static func appending(_ name: String, to pointer: String) -> String {
        var result = pointer + "/"
        for scalar in name.unicodeScalars.prefix(longestName) {
            switch scalar {
            case "~": result += "~0"
            case "/": result += "~1"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return name.unicodeScalars.count > longestName ? result + "…" : result
    }
}
