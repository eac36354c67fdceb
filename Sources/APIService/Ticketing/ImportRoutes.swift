import Crypto
import Domain
import HTTPService
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import StrictJSON

/// `/v1/venues/{venue}/imports`: files of orders.
struct ImportRoutes {
    let api: APIService

    static let maximumBytes = 2 << 30

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/imports") { request, context in try await receive(request, context) }
        group.get("/imports") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListImports(page: $1.page()))
            }
        }
        group.get("/imports/:import") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("import", of: OrderImport.self)
                return try await transaction.first(FindImport(id: id))
            }
        }
        group.get("/imports/:import/refused-lines") { request, context in try await refusals(request, context) }
    }

    /// 202 once the whole file is stored: what PostgreSQL can read line by line is then checked and imported by a worker.
    private func receive(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue) = try await api.activeVenue(request, context)
        try request.requireContentType("text/csv")
        guard request.headers[.contentEncoding] == nil else {
            throw Problem(.unsupportedMediaType, "Send the file as it is, without Content-Encoding.")
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > Self.maximumBytes {
            throw Problem.tooLarge
        }
        // A key that is none is refused before the file is received, not after.
        _ = try APIService.idempotencyKey(of: request, actor: actor, fingerprint: [])
        let received: (answer: KeptAnswer, id: Identifier<OrderImport>?)
        do {
            received = try await store(request, by: actor, in: venue)
        } catch let replay as AlreadyAnswered {
            received = (replay.answer, nil)
        }
        if let id = received.id { await api.announce([.run(id, of: venue.id)]) }
        return received.answer.response
    }

    private func store(
        _ request: Request, by actor: Actor, in venue: Venue
    ) async throws -> (answer: KeptAnswer, id: Identifier<OrderImport>?) {
        var body = FileBody(request)
        let header = try await ImportHeader(reading: &body)
        return try await api.store.receivingInVenue(venue) { transaction in
            var received = body
            var hash = SHA256()
            var numbering: LineNumbering?
            let orderImport: OrderImport
            do {
                orderImport = try await transaction.receiveImport(
                    columns: header.columns, delimiter: header.delimiter, at: api.store.clock.now()
                ) { reception in
                    var lines = LineNumbering(importID: reception.id, header: header)
                    defer { numbering = lines }
                    while let bytes = try await received.next() {
                        hash.update(data: bytes)
                        let numbered = lines.numbered(bytes)
                        if !numbered.isEmpty { try await reception.write(numbered) }
                    }
                    if let line = lines.openQuoteLine { throw Problem.openQuote(line: line) }
                    return lines.records
                }
            } catch let unreadable as UnreadableLine {
                let line = unreadable.line.flatMap { number in numbering?.fileLine(sentAs: number) }
                throw Problem.unreadable(unreadable.reason, line: line)
            }
            // The key can be claimed only now that the file is known; an earlier answer undoes this transaction.
            hash.update(data: Array(header.text.utf8))
            let digest = APIService.fingerprint(of: request, body: Array(hash.finalize()))
            var isNew = false
            let answer = try await api.once(request, by: actor, fingerprint: digest, in: transaction) {
                isNew = true
                return orderImport.answer(.accepted, location: "/v1/venues/\(venue.id)/imports/\(orderImport.id)")
            }
            guard isNew else { throw AlreadyAnswered(answer: answer) }
            return (answer, orderImport.id)
        }
    }

    private func refusals(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("import", of: OrderImport.self)
        let paging = try Paging(request)
        let rows = try await api.store.inVenue(venue) { transaction in
            guard try await transaction.first(FindImport(id: id)) != nil else { throw Problem.notFound }
            return try await transaction.all(ListRefusals(id: id, page: paging.page()))
        }
        return paging.resources(rows, place: \.line, resource: { $0 }).answer().response
    }
}

/// The file was sent before under the same key: what was stored again must be undone.
private struct AlreadyAnswered: Error {
    let answer: KeptAnswer
}

extension Problem {
    /// A line PostgreSQL could not read, by its number in the file: the header is line 1.
    fileprivate static func unreadable(_ reason: UnreadableLine.Reason, line: Int64?) -> Problem {
        let place = line.map { "Line \($0)" } ?? "A line"
        return switch reason {
        case .csv:
            Problem(
                .invalidFile,
                "\(place) has another number of fields than the header, or a quote out of place. Nothing was imported.")
        case .encoding:
            Problem(.invalidFile, "\(place) is not UTF-8: save the file as UTF-8. Nothing was imported.")
        }
    }

    fileprivate static func openQuote(line: Int64) -> Problem {
        Problem(.invalidFile, "Line \(line) opens a quote that is not closed. Nothing was imported.")
    }
}

extension OrderImport: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("status", status.rawValue)
            writer.member("failure", failure)
            writer.member("lines", counts.lines as Int64?)
            writer.member("accepted_lines", counts.acceptedLines as Int64?)
            writer.member("refused_lines", counts.refusedLines as Int64?)
            writer.member("new_orders", counts.newOrders as Int64?)
            writer.member("new_lines", counts.newLines as Int64?)
            writer.member("changed_lines", counts.changedLines as Int64?)
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
