package import Domain
package import Postgres

/// Creates an institution and returns it.
package struct CreateInstitution: PlatformStatement {
    package static let sql = """
        INSERT INTO institutions (name, created_at) VALUES ($1, $2)
        RETURNING id, name, created_at
        """
    let name: String
    let at: Instant

    package init(name: String, at: Instant) {
        self.name = name
        self.at = at
    }

    package var parameters: [Value] { [.text(name), at.value] }
    package static func decode(_ row: inout Row) throws -> Institution { try Institution(&row) }
}

/// One institution by its id.
package struct FindInstitution: PlatformStatement {
    package static let sql = "SELECT id, name, created_at FROM institutions WHERE id = $1"
    let id: Identifier<Institution>

    package init(id: Identifier<Institution>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Institution { try Institution(&row) }
}

/// A page of institutions, or the one the actor may see, in the order of their ids.
package struct ListInstitutions: PlatformStatement {
    package static let sql = """
        SELECT id, name, created_at FROM institutions
        WHERE id > $1 AND ($2::bigint IS NULL OR id = $2)
        ORDER BY id LIMIT $3
        """
    let page: Page<Institution>
    let only: Identifier<Institution>?

    package init(page: Page<Institution>, only: Identifier<Institution>?) {
        self.page = page
        self.only = only
    }

    package var parameters: [Value] { [page.after.value, .optional(only, \.value), page.rows] }
    package static func decode(_ row: inout Row) throws -> Institution { try Institution(&row) }
}

extension Institution {
    fileprivate init(_ row: inout Row) throws {
        self.init(id: try row.next(), name: try row.next(), createdAt: try row.next())
    }
}
