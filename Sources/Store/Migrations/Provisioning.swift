package import Domain
import Postgres

extension Migrator {
    /// Makes the schema and the role of a venue already written down, in one transaction, and activates it.
    ///
    /// False when it is active already or another worker is at it: safe to repeat.
    package func provision(_ venue: VenueID, session: Session) async throws -> Bool {
        try await translatingFailures {
            try await owner.withTransaction(Session.ownerOpening(schema: Session.platformSchema)) { transaction in
                guard let ordinal = try await transaction.first(TakeVenueToProvision(venue: venue)) else {
                    return false
                }
                let connection = transaction.connection
                _ = try await connection.script(Self.schemaScript(of: venue, session: session))
                _ = try await connection.query(Self.createVersionTable)
                for migration in migrations.venue {
                    try await run(migration, idBase: ordinal.idBase, in: transaction)
                }
                _ = try await connection.script(Session.path(Session.platformSchema))
                try await transaction.run(
                    RecordVenueVersion(venue: venue, version: Int64(migrations.venue.count)))
                try await transaction.run(ActivateVenue(venue: venue))
                try await transaction.run(CreateDefaultSchedules(venue: venue, at: clock.now()))
                return true
            }
        }
    }

    /// Removes a venue with everything of it; false when there is none.
    ///
    /// Nothing of it can be had back.
    package func drop(_ venue: VenueID) async throws -> Bool {
        try await translatingFailures {
            try await owner.withTransaction(Session.ownerOpening(schema: Session.platformSchema)) { transaction in
                guard try await transaction.run(DeleteVenue(venue: venue)) == 1 else { return false }
                _ = try await transaction.connection.script(
                    """
                    DROP SCHEMA IF EXISTS "\(venue.schema)" CASCADE;
                    DROP ROLE IF EXISTS "\(venue.role)"
                    """)
                return true
            }
        }
    }

    /// The venue's id has its own checked form, so its names need no quoting; they are quoted all the same.
    private static func schemaScript(of venue: VenueID, session: Session) -> String {
        let grantee = session.usesVenueRoles ? venue.role : Session.serviceRole
        let role =
            session.usesVenueRoles
            ? "CREATE ROLE \"\(venue.role)\" NOLOGIN; GRANT \"\(venue.role)\" TO \(Session.serviceRole);" : ""
        return """
            \(role)
            CREATE SCHEMA "\(venue.schema)";
            GRANT USAGE ON SCHEMA "\(venue.schema)" TO "\(grantee)";
            ALTER DEFAULT PRIVILEGES IN SCHEMA "\(venue.schema)"
                GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "\(grantee)";
            \(Session.path(venue.schema))
            """
    }
}

/// Takes a venue that waits for its schema; no row when there is none or another worker has it.
struct TakeVenueToProvision: Statement {
    static let sql = "SELECT ordinal FROM venues WHERE id = $1 AND state = 'provisioning' FOR UPDATE SKIP LOCKED"
    let venue: VenueID

    var parameters: [Value] { [venue.value] }
    static func decode(_ row: inout Row) throws -> Int64 { try row.next() }
}

/// Opens a venue whose schema is ready.
struct ActivateVenue: Statement {
    typealias Output = Void
    static let sql = "UPDATE venues SET state = 'active' WHERE id = $1"
    let venue: VenueID

    var parameters: [Value] { [venue.value] }
}

/// Forgets a venue, its keys and applications with it.
struct DeleteVenue: Statement {
    typealias Output = Void
    static let sql = "DELETE FROM venues WHERE id = $1"
    let venue: VenueID

    var parameters: [Value] { [venue.value] }
}
