import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/institutions/{institution}/indicators`: which indicators an institution uses, and what they are called there.
struct InstitutionIndicatorRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/institutions/:institution/indicators") { request, context in
            try await list(request, context).answer().response
        }
        group.get("/institutions/:institution/indicators/:key") { request, context in
            let known = try await list(request, context)
            let key = context.parameters.get("key")
            if let own = known.own.first(where: { $0.key == key }) { return own.answer().response }
            guard let definition = known.definitions.first(where: { $0.key.rawValue == key }) else {
                throw Problem.notFound
            }
            return definition.answer().response
        }
        group.patch("/institutions/:institution/indicators/:key") { request, context in
            try await change(request, context)
        }
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> IndicatorDefinitionList {
        let (_, institution) = try await api.institution(request, context)
        return try await api.store.onPlatform { transaction in
            guard try await transaction.first(FindInstitution(id: institution)) != nil else { throw Problem.notFound }
            return IndicatorDefinitionList(
                definitions: try await transaction.indicatorDefinitions(of: institution),
                own: try await transaction.ownIndicators(of: institution))
        }
    }

    /// Changes what the body names; the rest stays.
    private func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, institution) = try await api.institution(request, context)
        let now = api.store.clock.now()
        guard let key = context.parameters.get("key").flatMap(IndicatorKey.init) else {
            let own = try await api.ownIndicator(context, of: institution)
            let (change, _) = try await api.input(request) {
                IndicatorChange.read($0, of: own.base, hasStandardName: false)
            }
            let changed = try await api.store.onPlatform {
                try await $0.change(own.key, of: institution, by: change, at: now)
            }
            guard let changed else { throw Problem.notFound }
            return changed.answer().response
        }
        let (change, _) = try await api.input(request) { IndicatorChange.read($0, of: key) }
        let changed = try await api.store.onPlatform {
            try await $0.change(key, of: institution, by: change, at: now)
        }
        guard let changed else { throw Problem.notFound }
        return changed.answer().response
    }
}

extension ServiceContext {
    /// The indicator of the address; one that there is not is like any other address that leads nowhere.
    func indicatorKey() throws -> IndicatorKey {
        guard let key = parameters.get("key").flatMap(IndicatorKey.init) else { throw Problem.notFound }
        return key
    }
}

extension IndicatorChange {
    /// A copy has no standard name to go back to.
    static func read(
        _ fields: JSONObjectReader, of key: IndicatorKey, hasStandardName: Bool = true
    ) -> IndicatorChange? {
        var change = IndicatorChange()
        change.isEnabled = fields.optionalBool("enabled")
        change.isPictogram = fields.optionalBool("pictogram")
        change.name = name(fields)
        if !hasStandardName, case .standard = change.name {
            fields.reject("name", "must be {\"fr\": …, \"en\": …}: a copy has a name of its own")
        }
        let range = Int64(key.levels.lowerBound)...Int64(key.levels.upperBound - 1)
        let levels = fields.optionalArray("levels", max: key.levels.count) { fields -> (Int, Name)? in
            let level = fields.requiredInt64("level", in: range)
            let name = name(fields)
            if fields.value("name") == nil {
                fields.reject(
                    "name", "is required: {\"fr\": …, \"en\": …}, or null for the standard name", code: .missing)
            }
            guard let level, let name else { return nil }
            return (Int(level), name)
        }
        for (level, name) in levels ?? [] {
            guard change.levelNames.updateValue(name, forKey: level) == nil else {
                fields.reject("levels", "must name each level once")
                return nil
            }
        }
        return change
    }

    /// Nil when the body does not say.
    private static func name(_ fields: JSONObjectReader) -> Name? {
        let isStandard = fields.isNull("name")
        let own = fields.optionalObject("name") { fields -> Text? in
            let french = fields.requiredShownName(Locale.french.rawValue)
            let english = fields.requiredShownName(Locale.english.rawValue)
            guard let french, let english else { return nil }
            return Text(writtenInFrench: french, english: english)
        }
        return isStandard ? .standard : own.map(Name.own)
    }
}
