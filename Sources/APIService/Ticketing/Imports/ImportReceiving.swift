import Crypto
import Domain
import HTTPService
import HTTPTypes
import Hummingbird
import Store

/// Takes a file in: its options, its header, then its records as they come.
struct ImportReceiving {
    let api: APIService

    static let maximumBytes = 2 << 30
    /// A catalogue is written in one transaction.
    static let maximumCatalogueBytes = 20 << 20

    /// 202 once the whole file is stored: what PostgreSQL can read line by line is then checked and imported by a worker.
    ///
    /// 200 with the first import when the same content came before.
    func receive(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue) = try await api.activeVenue(request, context)
        try request.requireContentType("text/csv")
        guard request.headers[.contentEncoding] == nil else {
            throw Problem(.unsupportedMediaType, "Send the file as it is, without Content-Encoding.")
        }
        let options = try ImportOptions(request)
        let limit = options.kind == .catalogue ? Self.maximumCatalogueBytes : Self.maximumBytes
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.tooLarge
        }
        // A key that is none is refused before the file is received, not after.
        _ = try APIService.idempotencyKey(of: request, actor: actor, fingerprint: [])
        do {
            let body = FileBody(request, upTo: limit)
            let received = try await store(request, body, options, by: actor, in: venue)
            await api.announce([.run(received.id, of: venue.id)])
            return received.answer.response
        } catch let replay as AlreadyAnswered {
            return replay.answer.response
        } catch let before as ReceivedBefore {
            return before.fileImport.answer().response
        } catch StoreFailure.conflict(constraint: "imports_digest_key") {
            // The same content came at the same moment.
            throw Problem(
                .unavailable, "The same file is being received: ask again in a second.", retryAfter: 1)
        }
    }

    private func store(
        _ request: Request, _ body: FileBody, _ options: ImportOptions, by actor: Actor, in venue: Venue
    ) async throws -> (answer: KeptAnswer, id: Identifier<FileImport>) {
        var body = body
        let header = try await ImportHeader(reading: &body, options)
        return try await api.store.receivingInVenue(venue) { transaction in
            var reading = FileReading(body: body, header: header, options: options)
            let id: Identifier<FileImport>
            do {
                id = try await transaction.receiveRows(
                    options, form: header.form, at: api.store.clock.now()
                ) {
                    try await reading.read(into: $0)
                }
            } catch let unreadable as UnreadableLine {
                throw reading.problem(unreadable)
            }
            let file = reading.received
            // The key can be claimed only now that the file is known; an earlier answer undoes this transaction.
            let fingerprint = APIService.fingerprint(of: request, body: file.digest)
            var isNew = false
            let answer = try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                isNew = true
                let received = try await transaction.completeImport(id, file)
                return received.answer(.accepted, location: "/v1/venues/\(venue.id)/imports/\(id)")
            }
            guard isNew else { throw AlreadyAnswered(answer: answer) }
            return (answer, id)
        }
    }
}

/// A file on its way into the store.
private struct FileReading {
    private var body: FileBody
    private let header: ImportHeader
    private let encoding: FileEncoding
    private let kind: ImportKind
    private var hash = SHA256()
    private var numbering: LineNumbering?

    init(body: FileBody, header: ImportHeader, options: ImportOptions) {
        self.body = body
        self.header = header
        encoding = options.encoding
        kind = options.kind
        let said = [
            options.kind.rawValue, options.source.rawValue, options.encoding.rawValue,
            "\(options.isPreview)",
        ]
        hash.update(data: Array((said + [header.text, ""]).joined(separator: "\n").utf8))
    }

    mutating func read(into reception: ImportReception) async throws {
        var limits = LineNumbering.Limits()
        // A catalogue is one part: what is named is written before what names it, wherever it stands.
        if kind == .catalogue { (limits.partRecords, limits.partBytes) = (.max, .max) }
        var lines = LineNumbering(importID: reception.id, delimiter: header.form.delimiter, limits: limits)
        defer { numbering = lines }
        while let bytes = try await body.next() {
            hash.update(data: bytes)
            let numbered: [UInt8]
            do throws(LineNumbering.EndlessRecord) {
                numbered = try lines.numbered(bytes)
            } catch {
                throw Problem.endless(error)
            }
            if !numbered.isEmpty { try await reception.write(numbered) }
        }
        if let line = lines.openQuoteLine { throw Problem.openQuote(line: line) }
        guard kind != .catalogue || lines.records <= Self.mostThings else {
            throw Problem(
                .invalidFile,
                "A file of the catalogue has at most \(Self.mostThings) lines: send it in several. Nothing was imported."
            )
        }
    }

    private static let mostThings = 200_000

    var received: ReceivedFile {
        ReceivedFile(
            lines: numbering?.records ?? 0, parts: numbering?.parts ?? 0, digest: Array(hash.finalize()))
    }

    /// Names the line PostgreSQL could not read by its number in the file: the header is line 1.
    func problem(_ unreadable: UnreadableLine) -> Problem {
        let line = unreadable.line.flatMap { number in numbering?.fileLine(sentAs: number) }
        let place = line.map { "Line \($0)" } ?? "A line"
        switch (unreadable.reason, encoding) {
        case (.csv, _):
            return Problem(
                .invalidFile,
                "\(place) has another number of fields than the header, or a quote out of place. Nothing was imported."
            )
        case (.encoding, .utf8):
            return Problem(
                .invalidFile,
                "\(place) is not UTF-8: save the file as UTF-8, or declare encoding=windows-1252. Nothing was imported."
            )
        case (.encoding, .windows1252):
            return Problem(
                .invalidFile,
                "\(place) is not Windows-1252: declare the encoding the file has. Nothing was imported.")
        }
    }
}

/// The file was sent before under the same key: what was stored again must be undone.
private struct AlreadyAnswered: Error {
    let answer: KeptAnswer
}

extension Problem {
    fileprivate static func openQuote(line: Int64) -> Problem {
        Problem(.invalidFile, "Line \(line) opens a quote that is not closed. Nothing was imported.")
    }

    fileprivate static func endless(_ record: LineNumbering.EndlessRecord) -> Problem {
        record.isInQuotes
            ? openQuote(line: record.line)
            : Problem(
                .invalidFile, "Line \(record.line) is longer than any line may be. Nothing was imported.")
    }
}

extension ImportOptions {
    /// Reads `?kind=`, `?source=`, `?encoding=` and `?preview=`.
    fileprivate init(_ request: Request) throws {
        try request.requireParameters(among: ["kind", "source", "encoding", "preview"])
        self.init()
        kind = try request.option("kind", "orders, contacts or catalogue", ImportKind.init) ?? kind
        source = try request.sourceOption() ?? source
        encoding = try request.encodingOption() ?? encoding
        isPreview = try request.flag("preview") ?? isPreview
    }
}
