"""Real purchases become indicators: the CDNOW file through the API, compared with a computation of our own."""
import datetime as dates
from zoneinfo import ZoneInfo

import pytest
from psycopg.rows import dict_row

import cdnow as file
from indicators import Line, Oracle

KEYS = ["assiduity", "recency", "seniority", "spend_tier_previous", "spend_tier_current"]
ALL_LEVELS = {"assiduity": {0, 1, 2, 3}, "recency": {0, 1, 2, 3, 4}, "seniority": {0, 1, 2, 3},
              "spend_tier_previous": {None, 1, 2, 3}, "spend_tier_current": {None, 1, 2, 3}}
ZONE = ZoneInfo(file.TIME_ZONE)


class Theatre:
    """The venue of these tests, and everything that was put into it as the oracle needs it."""

    def __init__(self, api, path):
        self.api, self.path = api, path
        self.today = dates.datetime.now(ZONE).date()
        self.seasons = file.seasons(self.today)
        self.lines, self.contacts = [], {}
        self.venue = api.create_venue(name="CDNOW", time_zone=file.TIME_ZONE, currency="USD", locale="en")
        self.base = f"/v1/venues/{self.venue}"
        self.season_ids = {}
        for season in self.seasons:
            made = api.ok(api.post(f"{self.base}/seasons", {
                "name": season.name, "starts_on": str(season.starts_on), "ends_on": str(season.ends_on)}))
            self.season_ids[season.name] = made["id"]

    def add(self, line, kind="individual"):
        self.lines.append(line)
        for contact in {line.payer, line.holder} - {None}:
            self.contacts.setdefault(contact, "individual")
        self.contacts.setdefault(line.buyer, kind)

    def import_history(self):
        rows = []
        for purchase in file.purchases(self.path):
            row, line = file.historic(purchase)
            rows.append(row)
            self.add(line)
        self.csv = file.to_csv(rows)
        return self.api.import_orders(self.venue, self.csv)

    def import_shifted(self):
        rows = []
        for row, line, kind in file.shifted(self.path, self.today):
            rows.append(row)
            self.add(line, kind)
        return self.api.import_orders(self.venue, file.to_csv(rows)), len(rows)

    def add_edges(self):
        """A gala of the previous season's dates sold in the current one, bought through the API, and a contact
        who never bought."""
        previous, current = self.seasons[-3], self.seasons[-2]
        show = self.api.ok(self.api.post(f"{self.base}/shows", {"name": "Gala"}))["id"]
        evening = dates.datetime.combine(previous.ends_on - dates.timedelta(days=1), dates.time(23, 30), ZONE)
        gala = self.api.ok(self.api.post(f"{self.base}/performances", {
            "show_id": show, "external_id": "gala", "starts_at": evening.isoformat(),
            "season_id": self.season_ids[current.name]}))["id"]
        buyer = self.api.ok(self.api.get(f"{self.base}/contacts", params={"external_id": "00001"}))["data"][0]["id"]
        self.api.ok(self.api.post(f"{self.base}/orders", {
            "external_id": "gala-1", "ordered_at": evening.isoformat(), "buyer_id": buyer, "currency": "USD",
            "lines": [{"amount": 12_345, "performance_id": gala}]}))
        self.add(Line(evening.date(), "00001", 12_345, performance="gala", performance_on=evening.date(),
                      season=current.name))
        self.api.ok(self.api.post(f"{self.base}/contacts", {"external_id": "never"}))
        self.contacts["never"] = "individual"


@pytest.fixture(scope="module")
def theatre(platform_api, cdnow):
    made = Theatre(platform_api, cdnow)
    made.history = made.import_history()
    return made


def rows_of(database, venue, query):
    with database.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.replace("VENUE", f"venue_{venue}")).fetchall()


def contents(database, venue):
    """A digest of everything an import of orders writes, without what it notes for the worker."""
    tables = ("contacts", "shows", "performances", "orders", "order_lines")
    return {table: rows_of(database, venue, f"""
        SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t.id)) AS digest FROM VENUE.{table} t""")
        for table in tables}


def test_every_purchase_is_imported_and_the_total_is_exact(theatre, database):
    history = theatre.history
    assert (history["status"], history["lines"], history["accepted_lines"], history["refused_lines"]) == (
        "done", file.PURCHASES, file.PURCHASES, 0)
    assert (history["new_orders"], history["new_lines"], history["changed_lines"]) == (
        file.PURCHASES, file.PURCHASES, 0)
    assert rows_of(database, theatre.venue, """
        SELECT count(*) AS lines, sum(l.amount)::bigint AS cents, count(DISTINCT o.id) AS orders,
            count(DISTINCT o.buyer_id) AS buyers, min(o.ordered_at) AS first, max(o.ordered_at) AS last
        FROM VENUE.order_lines l JOIN VENUE.orders o ON o.id = l.order_id""") == [{
            "lines": file.PURCHASES, "cents": file.CENTS, "orders": file.PURCHASES, "buyers": file.CUSTOMERS,
            "first": dates.datetime(1997, 1, 1, 12, 30, tzinfo=ZONE),
            "last": dates.datetime(1998, 6, 30, 12, 30, tzinfo=ZONE)}]
    assert rows_of(database, theatre.venue, "SELECT count(*) FROM VENUE.contacts") == [{"count": file.CUSTOMERS}]


def test_the_api_lists_the_same_orders_with_the_same_total(theatre):
    ids, buyers, cents = set(), set(), 0
    for order in theatre.api.pages(f"{theatre.base}/orders", limit=200):
        ids.add(order["external_id"])
        buyers.add(order["buyer_id"])
        cents += sum(line["amount"] for line in order["lines"])
    assert (len(ids), len(buyers), cents) == (file.PURCHASES, file.CUSTOMERS, file.CENTS)


def test_the_same_file_again_changes_nothing(theatre, database):
    before = contents(database, theatre.venue)
    assert theatre.api.import_orders(theatre.venue, theatre.csv) == theatre.history
    # The same lines in another order are another file.
    heading, *lines = theatre.csv.splitlines(keepends=True)
    again = theatre.api.import_orders(theatre.venue, b"".join([heading, *lines[:-5_000:-1]]))
    assert (again["status"], again["accepted_lines"], again["unchanged_lines"]) == ("done", 4_999, 4_999)
    assert (again["new_orders"], again["new_lines"], again["changed_lines"]) == (0, 0, 0)
    assert contents(database, theatre.venue) == before


def test_indicators_of_every_contact_are_what_the_rules_give(theatre, database):
    shifted, count = theatre.import_shifted()
    assert (shifted["status"], shifted["accepted_lines"], shifted["new_orders"]) == ("done", count, count)
    theatre.add_edges()
    run = theatre.api.run_indicators(theatre.venue)
    assert run["contacts"] == len(theatre.contacts)
    today = dates.datetime.fromisoformat(run["computed_for"]).astimezone(ZONE).date()
    expected = Oracle(today, theatre.contacts, theatre.seasons, theatre.lines).results
    for key, levels in ALL_LEVELS.items():
        assert {getattr(result, key)[1] for result in expected.values()} == levels, f"{key}: not all levels tried"

    stored = {row["external_id"]: row for row in rows_of(database, theatre.venue, """
        SELECT c.external_id, c.id, i.*
        FROM VENUE.contacts c JOIN VENUE.contact_indicators i ON i.contact_id = c.id""")}
    assert stored.keys() == expected.keys()
    wrong = [(contact, key, (row[key], row[f"{key}_level"]), getattr(expected[contact], key))
             for contact, row in stored.items() for key in KEYS
             if (row[key], row[f"{key}_level"]) != getattr(expected[contact], key)]
    assert not wrong, f"{len(wrong)} wrong, among them (contact, key, stored, expected) {wrong[:5]}"

    sample = sorted(stored)[::len(stored) // 45] + ["00001", "never", "H0", "H1", "Y0"]
    for contact in sample:
        answer = theatre.api.ok(theatre.api.get(f"{theatre.base}/contacts/{stored[contact]['id']}/indicators"))
        shown = {entry["key"]: (entry["value"], entry["level"]) for entry in answer["data"] if entry["key"] in KEYS}
        assert shown == {key: as_json(getattr(expected[contact], key)) for key in KEYS}, contact


def as_json(result):
    value, level = result
    return (value.isoformat() if isinstance(value, dates.date) else value, level)
