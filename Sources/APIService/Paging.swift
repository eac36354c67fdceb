import Domain
import HTTPService
import Hummingbird
import Store

/// What a list request asks for: `?limit=` and `?cursor=`.
struct Paging {
    let limit: Int
    private let after: Int64

    static let defaultLimit = 50
    static let maximumLimit = 200

    /// Refuses a cursor we did not make, and query parameters we do not know: a misspelt filter must not return everything.
    init(_ request: Request, otherParameters: Set<String> = []) throws {
        try request.requireParameters(among: otherParameters.union(["limit", "cursor"]))
        limit = try Self.limit(of: request)
        after =
            try request.uri.queryParameters["cursor"].map { text in
                guard let place = Self.place(cursor: String(text)) else { throw Problem.invalidCursor }
                return place
            } ?? 0
    }

    /// The most that is asked for.
    static func limit(of request: Request) throws -> Int {
        try request.limit(upTo: maximumLimit) ?? defaultLimit
    }

    func page<Entity>(of _: Entity.Type = Entity.self) -> Page<Entity> {
        Page(after: Identifier(rawValue: after), limit: limit)
    }

    /// Cuts the row too many and says where it begins.
    ///
    /// `place` is what the list is ordered by.
    func resources<Row, Resource: Representable>(
        _ rows: [Row], place: (Row) -> Int64, resource: (Row) -> Resource
    ) -> PageOfResources<Resource> {
        let shown = rows.prefix(limit)
        let hasMore = rows.count > limit
        return PageOfResources(
            data: shown.map(resource), nextCursor: hasMore ? shown.last.map { Self.cursor(place($0)) } : nil)
    }

    /// Opaque: a check digit keeps people from counting on what is inside.
    private static func cursor(_ place: Int64) -> String {
        String(place, radix: 36) + String(place % 35, radix: 36)
    }

    private static func place(cursor: String) -> Int64? {
        guard let place = Int64(cursor.dropLast(), radix: 36), place > 0, Self.cursor(place) == cursor else {
            return nil
        }
        return place
    }
}

extension Request {
    /// Refuses query parameters that an address does not know, and those that are given twice.
    func requireParameters(among known: Set<String>) throws {
        var given: Set<String> = []
        for (name, _) in uri.queryParameters {
            guard known.contains(String(name)) else { throw Problem.unknownParameter }
            guard given.insert(String(name)).inserted else {
                throw Problem(.invalidRequest, "Give `\(name)` once: it is there twice.")
            }
        }
    }
}

extension Problem {
    static let unknownParameter = Problem(
        .invalidRequest, "Remove the query parameters this address does not know.")
    static let invalidCursor = Problem(.invalidCursor, "Use `next_cursor` of the page before as it is.")
}
