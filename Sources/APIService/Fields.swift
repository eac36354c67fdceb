import Domain
import StrictJSON

// The domain's own forms, as fields of a request.
extension JSONObjectReader {
    func requiredName(_ field: String = "name") -> String? { requiredString(field, minBytes: 1, maxBytes: 200) }

    func optionalLabel(_ field: String) -> String? { optionalString(field, minBytes: 1, maxBytes: 200) }

    func requiredLabel(_ field: String) -> String? { requiredString(field, minBytes: 1, maxBytes: 200) }

    /// A name that people are shown.
    func requiredShownName(_ field: String) -> String? {
        guard let name = requiredLabel(field) else { return nil }
        guard name.canBeShown else {
            reject(
                field, "must hold something to read, and no control or formatting character, such as a line break",
                code: .badFormat)
            return nil
        }
        return name
    }

    func requiredDate(_ field: String) -> LocalDate? {
        requiredCustom(field, expecting: "a date, YYYY-MM-DD", LocalDate.init(iso8601:))
    }

    func optionalDate(_ field: String) -> LocalDate? {
        optionalCustom(field, expecting: "a date, YYYY-MM-DD", LocalDate.init(iso8601:))
    }

    func requiredInstant(_ field: String) -> Instant? {
        requiredCustom(
            field, expecting: "a time with its offset, such as 2026-11-22T20:30:00+01:00", Instant.init(rfc3339:))
    }

    func optionalInstant(_ field: String) -> Instant? {
        optionalCustom(
            field, expecting: "a time with its offset, such as 2026-11-22T20:30:00+01:00", Instant.init(rfc3339:))
    }

    func requiredID<Entity>(_ field: String, of _: Entity.Type = Entity.self) -> Identifier<Entity>? {
        requiredCustom(field, expecting: "an id, as given by this API", { Identifier<Entity>($0) })
    }

    func optionalID<Entity>(_ field: String, of _: Entity.Type = Entity.self) -> Identifier<Entity>? {
        optionalCustom(field, expecting: "an id, as given by this API", { Identifier<Entity>($0) })
    }
}

extension JSONWriter {
    mutating func member<Entity>(_ name: String, _ id: Identifier<Entity>?) { member(name, id?.description) }

    mutating func member(_ name: String, _ date: LocalDate?) { member(name, date?.iso8601) }

    mutating func member(_ name: String, _ instant: Instant?) { member(name, instant?.rfc3339) }

    /// Both languages: the reader chooses.
    mutating func member(_ name: String, _ text: Text?) {
        key(name)
        guard let text else { return null() }
        object { writer in
            for locale in Locale.allCases { writer.member(locale.rawValue, text[locale]) }
        }
    }
}

extension String {
    /// Whether there is something in it to see, and nothing that breaks the line, or hides or turns what is beside it.
    fileprivate var canBeShown: Bool {
        unicodeScalars.contains { !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint }
            && !unicodeScalars.contains {
                [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
            }
    }
}
