import Domain
import HTTPService
import HTTPTypes
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/imports`: files of orders, contacts and the catalogue.
struct ImportRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/imports") { request, context in
            try await ImportReceiving(api: api).receive(request, context)
        }
        group.get("/imports") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListImports(page: $1.page()))
            }
        }
        group.get("/imports/:import") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("import", of: FileImport.self)
                return try await transaction.first(FindImport(id: id))
            }
        }
        group.get("/imports/:import/refused-lines") { request, context in try await refusals(request, context) }
        group.post("/imports/:import/apply") { request, context in try await apply(request, context) }
        group.post("/imports/:import/cancel") { request, context in try await cancel(request, context) }
    }

    private func refusals(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("import", of: FileImport.self)
        let paging = try Paging(request)
        let rows = try await api.store.inVenue(venue) { transaction in
            guard try await transaction.first(FindImport(id: id)) != nil else { throw Problem.notFound }
            return try await transaction.all(ListRefusals(id: id, page: paging.page()))
        }
        return paging.resources(rows, place: \.line, resource: { $0 }).answer().response
    }

    /// 202 for a previewed import, and again for one that is being or was applied: asking twice has no further effect.
    private func apply(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("import", of: FileImport.self)
        let fileImport = try await api.store.inVenue(venue) { transaction in
            do {
                if let applied = try await transaction.applyPreview(id, at: api.store.clock.now()) { return applied }
            } catch StoreFailure.conflict(constraint: "imports_digest_key") {
                throw Problem(.conflict, "A newer import of the same file stands: apply or cancel that one.")
            }
            guard let found = try await transaction.first(FindImport(id: id)) else { throw Problem.notFound }
            switch found.status {
            case .queued, .running, .done:
                guard found.isPreview else { return found }
                throw Problem(.conflict, "The preview is not ready: ask again once its status is previewed.")
            case .previewed, .failed, .cancelled:
                throw Problem(.conflict, "The import has ended: send the file again.")
            }
        }
        await api.announce([.run(id, of: venue.id)])
        return fileImport.answer(.accepted, location: "/v1/venues/\(venue.id)/imports/\(id)").response
    }

    /// The import as it stands, cancelled now or before; what was applied stays.
    private func cancel(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("import", of: FileImport.self)
        let fileImport = try await api.store.inVenue(venue) { transaction in
            if let cancelled = try await transaction.cancelImport(id, at: api.store.clock.now()) { return cancelled }
            guard let found = try await transaction.first(FindImport(id: id)) else { throw Problem.notFound }
            guard found.status == .cancelled else {
                throw Problem(.conflict, "The import has ended: there is nothing left to cancel.")
            }
            return found
        }
        // The contacts of what was applied are marked.
        await api.announce([.refreshIndicators(of: venue.id)])
        return fileImport.answer().response
    }
}

extension FileImport: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("kind", kind.rawValue)
            writer.member("source", source.rawValue)
            writer.member("status", status.rawValue)
            writer.member("preview", isPreview)
            writer.member("failure", failure)
            writer.member("progress", progress as Int64?)
            writer.member("lines", counts.lines as Int64?)
            writer.member("applied_lines", appliedLines as Int64?)
            writer.member("accepted_lines", counts.acceptedLines as Int64?)
            writer.member("refused_lines", counts.refusedLines as Int64?)
            writer.member("new_lines", counts.newLines as Int64?)
            writer.member("changed_lines", counts.changedLines as Int64?)
            writer.member("unchanged_lines", counts.unchangedLines as Int64?)
            writer.member("superseded_lines", counts.supersededLines as Int64?)
            writer.member("new_orders", counts.newOrders as Int64?)
            writer.member("created_at", createdAt)
            writer.member("finished_at", finishedAt)
        }
    }
}

extension RefusedLine: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("line", line as Int64?)
            writer.key("reasons")
            writer.array { writer in
                for reason in reasons {
                    writer.object { writer in
                        writer.member("code", reason.rawValue)
                        writer.member("text", reason.text)
                    }
                }
            }
        }
    }
}
