import Domain
import HTTPService
import Hummingbird

// What an address asks for after its question mark, each with what the reader is told when it has another form.
extension Request {
    /// One of the options in the address; nil where it is not given, a problem where it has another form.
    func option<Value>(_ name: String, _ form: String, _ read: (String) -> Value?) throws -> Value? {
        guard let text = uri.queryParameters[name[...]] else { return nil }
        guard let value = read(String(text)) else {
            throw Problem(.invalidRequest, "`\(name)` must be \(form).")
        }
        return value
    }

    /// One of some names.
    func option<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, as _: Value.Type = Value.self
    ) throws -> Value? {
        try option(name, "one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))", Value.init(rawValue:))
    }

    /// Yes or no.
    func flag(_ name: String) throws -> Bool? {
        try option(name, "true or false") { ["true": true, "false": false][$0] }
    }

    /// A count from 1 to as many as an address gives at once.
    func limit(upTo maximum: Int) throws -> Int? {
        try option("limit", "a whole number from 1 to \(maximum)") { text in
            guard let limit = Int(text), String(limit) == text, (1...maximum).contains(limit) else { return nil }
            return limit
        }
    }

    /// Who tells what a file holds.
    func sourceOption() throws -> Domain.Source? { try option("source", Domain.Source.form, Domain.Source.init) }

    /// How a file is saved.
    func encodingOption() throws -> FileEncoding? {
        try option("encoding", "utf-8 or windows-1252") { FileEncoding(rawValue: $0.lowercased()) }
    }
}

extension Domain.Source {
    /// What a source's label looks like, for those who wrote another.
    static let form = "1 to 40 lower-case letters, digits, `_`, `.` or `-`, the first a letter or a digit"
}
