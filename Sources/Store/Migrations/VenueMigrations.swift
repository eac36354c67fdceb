package import Domain
import Postgres

/// What became of a run over all venues.
package struct MigrationReport: Sendable {
    package var migrated = 0
    package var upToDate = 0
    package var failed: [(venue: VenueID, reason: String)] = []
}

extension Migrator {
    /// Brings every venue's schema up to date, `width` schemas at once.
    ///
    /// A venue that fails does not stop the others.
    package func migrateVenues(width: Int = 4) async throws -> MigrationReport {
        let target = Int64(migrations.venue.count)
        let behind = try await owner.withTransaction(Session.ownerOpening(schema: Session.platformSchema)) {
            try await $0.all(VenueVersions())
        }
        var report = MigrationReport()
        report.upToDate = behind.filter { $0.version >= target }.count
        var waiting = behind.filter { $0.version < target }.makeIterator()
        await withTaskGroup(of: (VenueID, String?).self) { group in
            for _ in 0..<width {
                guard let entry = waiting.next() else { break }
                group.addTask { (entry.venue, await migrate(entry)) }
            }
            while let (venue, reason) = await group.next() {
                if let reason { report.failed.append((venue, reason)) } else { report.migrated += 1 }
                if let entry = waiting.next() { group.addTask { (entry.venue, await migrate(entry)) } }
            }
        }
        return report
    }

    /// Nil when the venue is up to date, else the reason, safe to show.
    private func migrate(_ entry: VenueVersions.Entry) async -> String? {
        do {
            try await apply(migrations.venue, to: entry.venue.schema, idBase: entry.ordinal.idBase)
            try await owner.withTransaction(Session.ownerOpening(schema: Session.platformSchema)) {
                _ = try await $0.run(RecordVenueVersion(venue: entry.venue, version: Int64(migrations.venue.count)))
            }
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension Int64 {
    /// The first row id of the venue with this ordinal: each has 2^40 of them.
    var idBase: Int64 { self << 40 }
}

/// Every venue with a schema, and how far it is migrated.
struct VenueVersions: Statement {
    struct Entry: Sendable {
        let venue: VenueID
        let ordinal: Int64
        let version: Int64
    }

    static let sql = "SELECT id, ordinal, schema_version FROM venues WHERE state = 'active' ORDER BY ordinal"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> Entry {
        Entry(venue: try row.next(), ordinal: try row.next(), version: try row.next())
    }
}

/// Writes down how far a venue's schema is.
struct RecordVenueVersion: Statement {
    typealias Output = Void
    static let sql = "UPDATE venues SET schema_version = $2 WHERE id = $1"
    let venue: VenueID
    let version: Int64

    var parameters: [Value] { [venue.value, .int64(version)] }
}
