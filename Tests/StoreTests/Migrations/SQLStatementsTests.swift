import StoreTestSupport
import Testing

@testable import Store

struct SQLStatementsTests {
    @Test(arguments: [
        ("", []), (" \n;;\n ; ", []), ("SELECT 1", ["SELECT 1"]), ("SELECT 1;", ["SELECT 1"]),
        ("SELECT 1; SELECT 2;\n", ["SELECT 1", "SELECT 2"]),
        ("SELECT ';', 'it''s; so';SELECT 2", ["SELECT ';', 'it''s; so'", "SELECT 2"]),
        ("SELECT \"a;b\"; SELECT 2", ["SELECT \"a;b\"", "SELECT 2"]),
        ("-- it's a comment; no statement\nSELECT 1;", ["SELECT 1"]),
        ("SELECT 1, -- it's; one\n2;\n-- the end", ["SELECT 1, \n2"]),
        ("SELECT '-- no comment; ' ;SELECT 2", ["SELECT '-- no comment; '", "SELECT 2"]),
        ("DO $$ BEGIN; it's -- so\nEND $$;SELECT 2", ["DO $$ BEGIN; it's -- so\nEND $$", "SELECT 2"]),
        ("DO $a$ $$;$$ ';' $a$;SELECT 2", ["DO $a$ $$;$$ ';' $a$", "SELECT 2"]),
        ("SELECT $1; SELECT $2", ["SELECT $1", "SELECT $2"]), ("SELECT 'é;à'; SELECT 2", ["SELECT 'é;à'", "SELECT 2"]),
        ("SELECT 1;\r\n-- so\r\nSELECT 2;\r\n", ["SELECT 1", "SELECT 2"]),
    ])
    func aFileIsCutOutsideQuotesAndComments(_ text: String, statements: [String]) {
        #expect(SQLStatements.split(text) == statements)
    }

    @Test func theProjectsMigrationsAreReadInOrder() throws {
        let migrations = try MigrationSet(directory: Sources.migrations)
        for migration in migrations.platform + migrations.venue {
            #expect(!migration.statements.isEmpty)
            #expect(migration.statements.allSatisfy { !$0.contains("--") || $0.contains("$$") })
        }
        #expect(migrations.venue.first?.name == "0001_create_contacts")
    }
}
