import Domain
import Postgres

/// The role and the path a transaction works under, and the only place that sets them.
///
/// The login role has no right of its own; the role taken here has rights on its schema only, so a statement aimed elsewhere is
/// refused by PostgreSQL. `public` is never in the path. The last statement of every opening asserts both.
package struct Session: Sendable {
    /// Whether each venue has a role of its own.
    ///
    /// Off, the login role reaches every schema and the path alone keeps venues apart: for clusters that cannot switch
    /// roles.
    package let usesVenueRoles: Bool

    package init(usesVenueRoles: Bool = true) {
        self.usesVenueRoles = usesVenueRoles
    }

    /// `isLarge`: for statements that read all there is, which sort and hash in this much memory instead of on disk.
    func opening(of venue: VenueID, isLarge: Bool = false) -> TransactionOpening {
        opening(role: venue.role, schema: venue.schema, also: isLarge ? "SET LOCAL work_mem = '256MB'; " : "")
    }

    var platformOpening: TransactionOpening {
        opening(role: Self.platformRole, schema: Self.platformSchema)
    }

    /// For the owner of the schemas, who makes and migrates them.
    static func ownerOpening(schema: String) -> TransactionOpening {
        TransactionOpening(script: "BEGIN; \(path(schema)); SELECT true")
    }

    static let platformSchema = "platform"
    static let platformRole = "sicstine_platform"
    static let serviceRole = "sicstine_service"

    /// Sends new names to `schema` until the end of the transaction.
    static func path(_ schema: String) -> String {
        "SET LOCAL search_path = \"\(schema)\", sicstine"
    }

    private func opening(role: String, schema: String, also: String = "") -> TransactionOpening {
        let path = Self.path(schema)
        guard usesVenueRoles else {
            return TransactionOpening(script: "BEGIN; \(also)\(path); SELECT current_schema() = '\(schema)'")
        }
        return TransactionOpening(
            script: """
                BEGIN; \(also)SET LOCAL ROLE "\(role)"; \(path); \
                SELECT current_schema() = '\(schema)' AND current_user = '\(role)'
                """)
    }
}
