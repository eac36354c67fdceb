"""DuckDB, computing the twelve standard indicators from the rows of a venue, in its memory and on two threads."""
import sys
import time
from pathlib import Path

import duckdb

# Of each table what the rules read; DuckDB knows these few words by number, as its users would have it.
ENUMS = {"kind": "contacts.kind", "status": "order_lines.status", "family": "order_lines.family", "channel": "orders.channel"}
TABLES = {
    "contacts": "id, external_id, kind, birth_date", "seasons": "id, starts_on, ends_on",
    "performances": "id, starts_at, season_id", "products": "id, season_id, valid_from, valid_to, gives_subscriber",
    "audience_categories": "id, is_child", "orders": "id, external_id, ordered_at, buyer_id, payer_id, channel",
    "order_lines": "id, order_id, status, family, performance_id, season_id, product_id, audience_category_id, valid_from,"
                   " valid_to, holder_id, amount",
    "order_line_versions": "line_id, audience_category_id", "share_links": "token, device, shared_at, order_ref",
    "sessions": "id, device, visitor_id, started_at, ended_at, page_views", "touches": "device, occurred_at, share_token",
    "visitor_actions": "session_id, user_ref"}
TYPES = {"date": "DATE", "timestamptz": "TIMESTAMPTZ", "int8": "BIGINT", "bool": "BOOLEAN", "text": "VARCHAR"}
STATEMENTS = (Path(__file__).parent / "indicators_duckdb.sql").read_text(encoding="utf-8")
DIFFERENCES_SHOWN = 5


class Peer:
    """Its tables are copies of the venue's, made when it is; `directory` is for the way there."""

    def __init__(self, database, directory):
        self.database, self.directory = database, Path(directory)
        self.duck = duckdb.connect(config={"threads": 2})
        self.duck.execute("SET TimeZone = 'UTC'")
        for table, columns in TABLES.items():
            self._copy(table, f"SELECT {columns} FROM {table}")

    def compute(self, instant):
        """Seconds that all contacts' indicators as of an instant take."""
        self.duck.execute(f"SET VARIABLE as_of = TIMESTAMPTZ '{instant.isoformat()}'")
        begun = time.perf_counter()
        self.duck.execute(STATEMENTS)
        return time.perf_counter() - begun

    def differing(self):
        """How many contacts have another value or level stored than was computed last; some are shown."""
        columns = [name for name, *_ in self.duck.execute("DESCRIBE peer_indicators").fetchall()]
        keys = columns[1:]
        self._copy("stored", f"SELECT {', '.join(columns)} FROM contact_indicators")
        joined = "peer_indicators p FULL JOIN stored s USING (contact_id)"
        for key in keys:
            for contact, ours, theirs in self.duck.execute(
                    f"SELECT contact_id, s.{key}, p.{key} FROM {joined} WHERE s.{key} IS DISTINCT FROM p.{key}"
                    f" ORDER BY contact_id LIMIT {DIFFERENCES_SHOWN}").fetchall():
                print(f"{key} of contact {contact}: stored {ours}, DuckDB computes {theirs}", file=sys.stderr)
        differs = " OR ".join(f"s.{key} IS DISTINCT FROM p.{key}" for key in keys)
        return self.duck.execute(f"SELECT count(*) FROM {joined} WHERE {differs}").fetchone()[0]

    def _copy(self, table, query):
        """Makes a table of what a query of the venue's database answers."""
        with self.database.execute(f"SELECT * FROM ({query}) q LIMIT 0") as shape:
            types = {column.name: self.database.adapters.types[column.type_code].name for column in shape.description}
        file = self.directory / "copy.csv"
        with file.open("wb") as out, self.database.cursor() as cursor, cursor.copy(
                f"COPY ({query}) TO STDOUT (FORMAT csv)") as rows:
            for part in rows:
                out.write(part)
        columns = {name: TYPES[of] for name, of in types.items()}
        kept = [f"{name}::known_{name} AS {name}" if f"{table}.{name}" in ENUMS.values() else name for name in columns]
        read = f"read_csv('{file}', header = false, columns = {columns}, parallel = true)"
        for name, place in ENUMS.items():
            if place.startswith(f"{table}."):
                self.duck.execute(f"CREATE TYPE known_{name} AS ENUM (SELECT DISTINCT {name} FROM {read})")
        self.duck.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {', '.join(kept)} FROM {read}")
        file.unlink()
