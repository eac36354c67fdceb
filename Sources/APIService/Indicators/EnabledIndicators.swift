import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

// What a venue sees of the indicators: those its institution uses, by the names it gave them. Read anew for each request, so that
// what an institution decides holds at once in every process.
extension APIService {
    /// The indicators the venue's institution uses, in the order of the rules.
    func enabledIndicators(of venue: Venue) async throws -> [IndicatorDefinition] {
        try await store.onPlatform { try await $0.indicatorDefinitions(of: venue.institution) }.filter(\.isEnabled)
    }

    /// The indicator with this key; 404 when the venue's institution does not use it.
    func enabledIndicator(_ key: IndicatorKey, of venue: Venue) async throws -> IndicatorDefinition {
        guard let definition = try await enabledIndicators(of: venue).first(where: { $0.key == key }) else {
            throw Problem(
                .notFound,
                "The institution has disabled this indicator: use another one, or have the institution enable it.")
        }
        return definition
    }
}

extension APIService {
    /// The institution's own indicators that the venue sees, by their keys.
    func enabledOwnIndicators(of venue: Venue) async throws -> [OwnIndicator] {
        try await store.onPlatform { try await $0.ownIndicators(of: venue.institution) }.filter(\.definition.isEnabled)
    }

    /// The institution's own indicator with the key in an address; nil where that is one of the rules', or of none.
    func enabledOwnIndicator(_ context: ServiceContext, of venue: Venue) async throws -> OwnIndicator? {
        guard let key = context.parameters.get("key"), OwnIndicator.isKey(key) else { return nil }
        return try await enabledOwnIndicators(of: venue).first { $0.key == key }
    }
}

/// What is told of one indicator, by names that its definition has.
protocol ToldOfIndicator: Sendable {
    var key: IndicatorKey { get }

    func writeMembers(as definition: IndicatorDefinition, to writer: inout JSONWriter)
}

/// What is told of an indicator, by the names its institution uses.
struct Named<Told: ToldOfIndicator>: Representable {
    let told: Told
    let definition: IndicatorDefinition

    /// Those of the definitions; what is told of a disabled indicator is left out.
    static func those(of told: [Told], in definitions: [IndicatorDefinition]) -> [Named] {
        told.compactMap { one in
            definitions.first { $0.key == one.key }.map { Named(told: one, definition: $0) }
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in writeMembers(to: &writer) }
    }

    func writeMembers(to writer: inout JSONWriter) {
        told.writeMembers(as: definition, to: &writer)
    }
}

/// `{"data": […]}`, in the order of the rules, an institution's own ones after them.
struct IndicatorDefinitionList: Representable {
    let definitions: [IndicatorDefinition]
    let own: [OwnIndicator]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in
                for definition in definitions { definition.write(to: &writer) }
                for own in own { own.write(to: &writer) }
            }
        }
    }
}

extension IndicatorDefinition: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("key", key.rawValue)
            writer.member("base", nil as String?)
            writeMembers(to: &writer)
            writer.member("thresholds", LevelThresholds.standard(of: key)?.numbers)
            writer.member("version", nil as Int64?)
        }
    }

    /// What a standard indicator and a copy of it are told by alike.
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("standard_name", key.text)
        writer.member("enabled", isEnabled as Bool?)
        writer.member("pictogram", isPictogram as Bool?)
        writer.key("levels")
        writer.array { writer in
            for level in key.levels {
                writer.object { writer in
                    writer.member("level", Int64(level) as Int64?)
                    writer.member("name", levelName(level))
                    writer.member("standard_name", key.levelText(level))
                    writer.member("pictogram_path", Pictogram.path(of: key, level: level))
                }
            }
        }
    }
}

extension Indicator: ToldOfIndicator {
    func writeMembers(as definition: IndicatorDefinition, to writer: inout JSONWriter) {
        writer.member("key", key.rawValue)
        writeFigures(as: definition, to: &writer)
    }

    /// What is told of it whatever its key is.
    func writeFigures(as definition: IndicatorDefinition, to writer: inout JSONWriter) {
        writer.member("name", definition.name)
        switch value {
        case .count(let count): writer.member("value", count)
        case .money(let cents): writer.member("value", cents as Int64?)
        case .date(let date): writer.member("value", date)
        case .flag(let flag): writer.member("value", flag)
        }
        writer.member("detail", detail)
        writer.member("level", level.map(Int64.init))
        writer.member("level_name", definition.levelName(level))
        writer.member("computed_for", computedFor)
    }
}
