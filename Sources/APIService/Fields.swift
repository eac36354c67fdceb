import Domain
import StrictJSON

// The domain's own forms, as fields of a request.
extension JSONObjectReader {
    func requiredName(_ field: String = "name") -> String? { requiredString(field, minBytes: 1, maxBytes: 200) }

    func optionalLabel(_ field: String) -> String? { optionalString(field, minBytes: 1, maxBytes: 200) }

    func requiredLabel(_ field: String) -> String? { requiredString(field, minBytes: 1, maxBytes: 200) }

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
