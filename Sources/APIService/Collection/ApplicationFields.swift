import Domain
import HTTPService
import StrictJSON

/// What a request says about an application.
struct ApplicationFields: Sendable {
    private let name: String?
    private let kind: ApplicationKind?
    private let mode: CollectionMode?
    private let origins: [PageOrigin]?
    private let isInTestMode: Bool?

    /// A whole description.
    static func readWhole(_ fields: JSONObjectReader) -> ApplicationDescription? {
        let name = fields.requiredName()
        let said = readChange(fields)
        guard let name, let said else { return nil }
        let kind = said.kind ?? .server
        let description = said.applied(to: ApplicationDescription(name: name, kind: kind, mode: kind.usualMode))
        // What could not be read was refused already.
        if let fault = description.originFault, said.isReadable(fields) {
            fields.reject("allowed_origins", fault.detail, code: fault.code)
        }
        return description
    }

    /// What a partial update makes of a description.
    static func readChange(_ fields: JSONObjectReader) -> ApplicationFields? {
        var seen: Set<PageOrigin> = []
        return ApplicationFields(
            name: fields.optionalLabel("name"), kind: fields.optionalEnum("kind", as: ApplicationKind.self),
            mode: fields.optionalEnum("collection_mode", as: CollectionMode.self),
            origins: fields.optionalCustoms(
                "allowed_origins", max: ApplicationDescription.mostOrigins,
                expecting: "an origin as browsers write it, https://www.example.fr or http://localhost:8000, each once"
            ) { text in PageOrigin(text).flatMap { seen.insert($0).inserted ? $0 : nil } },
            isInTestMode: fields.optionalBool("test_mode"))
    }

    func applied(to description: ApplicationDescription) -> ApplicationDescription {
        ApplicationDescription(
            name: name ?? description.name, kind: kind ?? description.kind, mode: mode ?? description.mode,
            allowedOrigins: origins?.map(\.rawValue) ?? description.allowedOrigins,
            isInTestMode: isInTestMode ?? description.isInTestMode)
    }

    private func isReadable(_ fields: JSONObjectReader) -> Bool {
        [("kind", kind == nil), ("allowed_origins", origins == nil)].allSatisfy { field, isMissing in
            !isMissing || fields.value(field)?.isNull ?? true
        }
    }
}

extension ApplicationDescription.OriginFault {
    fileprivate var code: JSONFault.Code {
        switch self {
        case .missing: .missing
        case .needless: .notAllowed
        }
    }

    fileprivate var detail: String {
        switch self {
        case .missing: "must name at least one origin of the pages of a website or of an event site"
        case .needless: "must be empty for a server, which has no page"
        }
    }

    /// Of a description that a partial update would make.
    var problem: Problem {
        .invalid(JSONFaults([JSONFault(pointer: "/allowed_origins", code: code, detail: detail)]))
    }
}
