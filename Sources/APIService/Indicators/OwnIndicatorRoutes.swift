import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/institutions/{institution}/indicators`: copies of standard indicators, and the versions of their thresholds.
struct OwnIndicatorRoutes {
    let api: APIService

    /// Each copy of shares is ranked anew for each contact that is looked at.
    private static let most = 20

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/institutions/:institution/indicators") { request, context in try await create(request, context) }
        group.delete("/institutions/:institution/indicators/:key") { request, context in
            try await end(request, context)
        }
        group.put("/institutions/:institution/indicators/:key/thresholds") { request, context in
            try await change(request, context)
        }
        group.get("/institutions/:institution/indicators/:key/versions") { request, context in
            let (_, institution) = try await api.institution(request, context)
            return try await versions(context, of: institution).answer().response
        }
        group.post("/institutions/:institution/indicators/:key/rollback") { request, context in
            try await rollBack(request, context)
        }
    }

    private func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, institution) = try await api.institution(request, context)
        let (own, fingerprint) = try await api.input(request, OwnIndicator.read)
        return try await api.store.onPlatform { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let now = api.store.clock.now()
                let created = try await transaction.create(own, of: institution, by: actor.key, at: now)
                guard let created else { throw Problem.notFound }
                guard try await transaction.ownIndicators(of: institution).count <= Self.most else {
                    throw Problem(.conflict, "The institution has \(Self.most) of its own: end one first.")
                }
                let location = "/v1/institutions/\(institution)/indicators/\(own.key)"
                return created.answer(.created, location: location)
            }
        }.response
    }

    private func end(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, institution) = try await api.institution(request, context)
        let own = try await api.ownIndicator(context, of: institution)
        let now = api.store.clock.now()
        let ended = try await api.store.onPlatform {
            try await $0.run(EndOwnIndicator(institution: institution, key: own.key, at: now))
        }
        guard ended == 1 else { throw Problem.notFound }
        return Response(status: .noContent)
    }

    private func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, institution) = try await api.institution(request, context)
        let own = try await api.ownIndicator(context, of: institution)
        let (thresholds, _) = try await api.input(request) { $0.requiredThresholds(of: own.base) }
        return try await change(own, of: institution, to: thresholds, by: actor)
    }

    private func rollBack(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, institution) = try await api.institution(request, context)
        let own = try await api.ownIndicator(context, of: institution)
        let known = try await versions(context, of: institution).versions
        let (version, _) = try await api.input(request) { fields -> ThresholdVersion? in
            guard let number = fields.requiredInt64("version", in: 1...Int64.max) else { return nil }
            guard let version = known.first(where: { $0.number == number }) else {
                fields.reject("version", "must be one of this indicator's versions")
                return nil
            }
            return version
        }
        return try await change(own, of: institution, to: version.thresholds, by: actor)
    }

    private func change(
        _ own: OwnIndicator, of institution: Identifier<Institution>, to thresholds: LevelThresholds, by actor: Actor
    ) async throws -> Response {
        let now = api.store.clock.now()
        let changed = try await api.store.onPlatform {
            try await $0.change(own.key, of: institution, to: thresholds, by: actor.key, at: now)
        }
        guard let changed else { throw Problem.notFound }
        return changed.answer().response
    }

    private func versions(
        _ context: ServiceContext, of institution: Identifier<Institution>
    ) async throws -> ThresholdVersions {
        let key = context.parameters.get("key") ?? ""
        let versions = try await api.store.onPlatform {
            try await $0.all(ListThresholdVersions(institution: institution, key: key))
        }
        guard !versions.isEmpty else { throw Problem.notFound }
        return ThresholdVersions(versions: versions)
    }
}

extension APIService {
    /// The own indicator of the address, or 404.
    func ownIndicator(
        _ context: ServiceContext, of institution: Identifier<Institution>
    ) async throws -> OwnIndicator {
        let key = context.parameters.get("key")
        let known = try await store.onPlatform { try await $0.ownIndicators(of: institution) }
        guard let own = known.first(where: { $0.key == key }) else { throw Problem.notFound }
        return own
    }
}

/// `{"data": […]}`, the newest first.
private struct ThresholdVersions: Representable {
    let versions: [ThresholdVersion]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in
                for version in versions {
                    writer.object { writer in
                        writer.member("version", version.number as Int64?)
                        writer.member("thresholds", version.thresholds.numbers)
                        writer.member("made_by", version.by)
                        writer.member("made_at", version.at)
                    }
                }
            }
        }
    }
}

extension OwnIndicator {
    /// Its first version.
    fileprivate static func read(_ fields: JSONObjectReader) -> OwnIndicator? {
        let base = fields.requiredBase()
        let thresholds = fields.requiredThresholds(of: base)
        let key = fields.requiredString("key", minBytes: 1, maxBytes: 40)
        if let key, !isKey(key) {
            fields.reject("key", "must be a-z, 0-9 and _, a letter first, and not that of a standard indicator")
        }
        // Of a base there is not, the names of any levels.
        let change = IndicatorChange.read(fields, of: base ?? .recency, hasStandardName: false)
        if fields.value("name") == nil { fields.reject("name", "is required: {\"fr\": …, \"en\": …}", code: .missing) }
        guard let base, let thresholds, let key, let change else { return nil }
        var definition = IndicatorDefinition(key: base)
        definition.isPictogram = false
        return OwnIndicator(
            key: key, definition: change.applied(to: definition), thresholds: thresholds, version: 1)
    }
}
