import Domain
import HTTPService
import HTTPTypes
import Hummingbird
import NIOCore
import Store

/// `/v1/venues/{venue}/exports`: what an import of the same kind reads, page by page as the client takes it.
struct ExportRoutes {
    let api: APIService

    private static let rowsAtOnce = 500

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/exports/orders.csv") { request, context in
            try await export(.orders, request, context)
        }
        group.get("/exports/contacts.csv") { request, context in
            try await export(.contacts, request, context)
        }
        group.get("/exports/catalogue.csv") { request, context in
            try await export(.catalogue, request, context)
        }
    }

    private func export(_ kind: ImportKind, _ request: Request, _ context: ServiceContext)
        async throws -> Response
    {
        let (_, venue) = try await api.activeVenue(request, context)
        let options = try ExportOptions(request)
        let file = ExportedFile(api: api, venue: venue, kind: kind, options: options)
        // What can fail fails before the answer begins.
        let first = try await file.page(after: .beginning)
        let headers: HTTPFields = [
            .contentType: "text/csv; charset=\(options.form.encoding.rawValue)",
            .cacheControl: "no-store",
            .contentDisposition: "attachment; filename=\"\(kind.rawValue).csv\"",
        ]
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(bytes: file.heading))
                var page: ExportedFile.Page? = first
                // Each page is a transaction that has ended before the page is sent: a client that reads slowly holds nothing.
                while let current = page {
                    if !current.bytes.isEmpty { try await writer.write(ByteBuffer(bytes: current.bytes)) }
                    page = if let next = current.next { try await file.page(after: next) } else { nil }
                }
                try await writer.finish(nil)
            })
    }

    /// A file that is written page by page.
    private struct ExportedFile: Sendable {
        let api: APIService
        let venue: Venue
        let kind: ImportKind
        let options: ExportOptions

        struct Page: Sendable {
            let bytes: [UInt8]
            /// Nil on the last.
            let next: ExportPlace?
        }

        var heading: [UInt8] {
            var bytes = options.form.beginning
            options.form.append(kind.columns, to: &bytes)
            return bytes
        }

        func page(after place: ExportPlace) async throws -> Page {
            let page = ExportPage(of: venue, source: options.source, after: place, limit: rowsAtOnce)
            let rows = try await api.store.inVenue(venue) { try await $0.exported(kind, page) }
            var bytes: [UInt8] = []
            for row in rows where !row.cells.isEmpty { options.form.append(cells(row), to: &bytes) }
            return Page(bytes: bytes, next: rows.last?.place)
        }

        /// The cells as a spreadsheet may see them: texts that are no formulas, and amounts that are numbers where it reads
        /// semicolons.
        private func cells(_ row: ExportedRow) -> [String] {
            var cells = row.cells.map(FileText.guarded)
            if kind == .orders {
                let amount = row.cells[OrderColumn.amount.rawValue]
                cells[OrderColumn.amount.rawValue] =
                    options.form.delimiter == .semicolon ? amount.replacing(".", with: ",") : amount
            }
            return cells
        }
    }
}

/// What is asked of an export.
private struct ExportOptions: Sendable {
    var source: Source = .venue
    var form = CSVForm()

    /// Reads `?source=`, `?delimiter=`, `?encoding=` and `?bom=`.
    init(_ request: Request) throws {
        try request.requireParameters(among: ["source", "delimiter", "encoding", "bom"])
        source = try request.sourceOption() ?? source
        form.delimiter =
            try request.option("delimiter", "comma or semicolon") { text -> FileDelimiter? in
                ["comma": .comma, "semicolon": .semicolon][text]
            } ?? form.delimiter
        form.encoding = try request.encodingOption() ?? form.encoding
        form.hasMark = try request.flag("bom") ?? form.hasMark
    }
}

extension HTTPField.Name {
    fileprivate static var contentDisposition: HTTPField.Name {
        HTTPField.Name("Content-Disposition").unsafelyUnwrapped
    }
}
