import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct AudienceWallTests {
        /// Nothing but the application is in both, so nothing can be joined.
        @Test func exemptStatisticsHaveNoColumnInCommonWithWhatIsKnownOfPeople() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                // Audience categories are prices' affair, of the same name in the trade.
                let (exempt, known) = (
                    "~ 'audience_(views|visits|keys|marks)'", "!~ 'audience_(views|visits|keys|marks)'"
                )
                let common = try await database.rows(
                    of: """
                        SELECT DISTINCT a.column_name::text
                        FROM information_schema.columns a JOIN information_schema.columns p USING (table_schema, column_name)
                        WHERE a.table_schema = current_schema() AND a.table_name \(exempt) AND p.table_name \(known)
                        ORDER BY 1
                        """, in: venue
                ) { try $0.next(as: String.self) }
                #expect(common == ["application_id"])
                let links = try await database.number(
                    """
                    SELECT count(*) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
                    WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace AND t.relname \(exempt)
                    """, in: venue)
                #expect(links == 0)
            }
        }

        @Test func visitsAreThirtyMinutesApart() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                for minutes in [[0, 30], [61], [100, 91], [200]] as [[Int64]] {
                    try await venue.write([.views(of: "a", minutes: minutes)])
                    try await venue.consolidate()
                }
                try await venue.write([.views(of: "a", minutes: [0, 200])])
                try await venue.consolidate()
                let visits = try await venue.lines(
                    """
                    SELECT EXTRACT(epoch FROM visit_began_at - '2026-11-10T12:00:00Z')::int / 60, views, first_page_path
                    FROM audience_visits
                    """)
                #expect(visits == ["(0,2,/page/0)", "(200,1,/page/200)", "(61,3,/page/61)"])
            }
        }
    }
}
