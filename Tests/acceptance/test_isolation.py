"""What belongs to another venue is, for a key, like what does not exist: the same answer to the last byte."""
import urllib.parse

import pytest

from clients import Api
from problems import faults, problem, unnamed

DAYS = "from=2026-11-01&to=2026-11-30"
# Every list and every resource below a venue, by the kind whose id it takes.
LISTS = ["keys", "applications", "seasons", "shows", "performances", "contacts", "contacts/search?q=c", "duplicates", "orders", "imports",
         "balises", "connections", "halls", "quotas", "products", "audience-categories", "tariffs", "sales-channels",
         f"ledger?{DAYS}",
         "indicators", "referrer-hosts", "share-links", "baskets", f"web-figures?{DAYS}", f"collection-coverage?{DAYS}"]
RESOURCES = {
    "applications/{}": "applications", "applications/{}/arrivals": "applications",
    "applications/{}/refused-items": "applications", "balises/{}": "balises",
    "connections/{}": "connections",
    "seasons/{}": "seasons", "shows/{}": "shows", "performances/{}": "performances", "contacts/{}": "contacts",
    "contacts/{}/card": "contacts", "contacts/{}/notes": "contacts", "contacts/{}/merges": "contacts",
    "contacts/{}/duplicates": "contacts", "contacts/{}/indicators": "contacts",
    "contacts/{}/indicators/recency/explanation": "contacts",
    "contacts/{}/indicators?as_of=2026-11-01T00:00:00Z": "contacts",
    "contacts/{}/level-changes": "contacts", "contacts/{}/web-history": "contacts", "orders/{}": "orders",
    "orders/{}/origin": "orders", "orders/{}/ledger": "orders", "orders/{}?as_of=2026-11-01T00:00:00Z": "orders",
    "performances/{}/availability": "performances", "halls/{}": "halls", "quotas/{}": "quotas",
    "products/{}": "products", "audience-categories/{}": "audience-categories", "tariffs/{}": "tariffs",
    "sales-channels/{}": "sales-channels", "imports/{}": "imports",
    "imports/{}/refused-lines": "imports", "indicator-runs/{}": "indicator-runs",
    "indicator-runs/{}/moves": "indicator-runs", "indicator-runs/{}/contacts": "indicator-runs"}
NEVER_AN_ID = ["0", "-1", "+1", "01", "1.0", "9223372036854775807", "9223372036854775808", "9" * 300, "é", "🎭", "null",
               "%20", "%00", "1%00", "'", "1%3B--"]


class Furnished:
    """A venue with one of each resource, and a key of its own."""

    def __init__(self, stack, platform):
        self.id = platform.create_venue()
        self.key = stack.cli("key", "create", "--name", "test", "--venue", self.id)
        self.api = Api(stack.env["SICSTINE_API_URL"], self.key)
        self.base = f"/v1/venues/{self.id}"
        self.ids = {}
        self.make("seasons", name="S", starts_on="2026-09-01", ends_on="2027-09-01")
        self.make("shows", name="S")
        self.make("performances", show_id=self.ids["shows"], starts_at="2026-12-01T20:00:00Z")
        for external in ("T", "A", "C"):
            self.make("contacts", external_id=external)
            self.ids[{"T": "twins", "A": "absorbed"}.get(external, "contacts")] = self.ids["contacts"]
        self.make_about_contacts()
        self.tell_of_catalogue()
        order = self.make("orders", ordered_at="2026-11-01T00:00:00Z", buyer_id=self.ids["contacts"], currency="EUR",
                          lines=[{"amount": 100}])
        self.line = order["lines"][0]["id"]
        self.make("keys", name="K")
        self.make("applications", name="A")
        self.make("balises", application_id=self.ids["applications"], action="share", label="B")
        self.make("indicator-runs", kind="as_of", as_of="2026-11-01T00:00:00Z")
        self.make("connections", kind="pretix", source="pretix", address="https://tickets.example.org", organizer="o",
                  token="0123456789")
        self.ids["imports"] = self.api.import_orders(
            self.id, b"order_id,line_id,ordered_at,contact_id,amount,currency\n1,1,bad,C,1,EUR\n")["id"]

    def tell_of_catalogue(self):
        told = {"halls": {}, "shows": {}, "performances": {"show_external_id": "T", "starts_at": "2026-12-01T20:00:00Z"},
                "quotas": {"performance_external_id": "T", "seats": 1}, "products": {"family": "goods"},
                "audience-categories": {}, "tariffs": {"kind": "full"}, "sales-channels": {"type": "B2B"}}
        for kind, members in told.items():
            name = {} if kind == "performances" else {"name": "T"}
            answer = self.api.request("PUT", f"{self.base}/sources/venue/{kind}/T", json=name | members)
            self.ids.setdefault(kind, self.api.ok(answer)["id"])

    def make_about_contacts(self):
        contact = f"{self.base}/contacts/{self.ids['contacts']}"
        self.ids["notes"] = self.api.ok(self.api.post(f"{contact}/notes", {"author": "A", "text": "T"}))["id"]
        self.ids["merges"] = self.api.ok(self.api.post(f"{contact}/merges", {"absorbed_id": self.ids["absorbed"]}))["id"]
        # No id of this venue is one of another, whatever it is of.
        self.ids["duplicates"] = self.ids["merges"]

    def make(self, kind, /, **fields):
        made = self.api.ok(self.api.post(f"{self.base}/{kind}", fields or None))
        self.ids[kind] = made["id"]
        return made

    def path(self, template, identifier):
        return f"{self.base}/{template.format(identifier)}"


@pytest.fixture(scope="module")
def two(stack, platform_api):
    """One's own venue and a foreign one of another institution."""
    return Furnished(stack, platform_api), Furnished(stack, platform_api)


def test_its_own_key_finds_everything(two):
    for venue in two:
        for template, kind in RESOURCES.items():
            assert venue.api.get(venue.path(template, venue.ids[kind])).status_code == 200, template
        for kind in LISTS:
            assert venue.api.get(f"{venue.base}/{kind}").status_code == 200, kind


def test_every_address_of_a_foreign_venue_is_like_one_of_no_venue(two):
    own, foreign = two
    nowhere = f"/v1/venues/{'0' * 12}"
    paths = ["", *(f"/{kind}" for kind in LISTS),
             *(f"/exports/{kind}.csv" for kind in ("orders", "contacts", "catalogue")),
             *(f"/{template.format(foreign.ids[kind])}" for template, kind in RESOURCES.items())]
    for path in paths:
        there, unknown = own.api.get(foreign.base + path), own.api.get(nowhere + path)
        problem(there, 404, "not_found")
        assert unnamed(there) == unnamed(unknown), path


@pytest.mark.parametrize("venue_id", ["0", "-1", "é", "ABCDEF012345", "0" * 11, "0" * 13, "%00", "..", "platform"])
def test_what_is_no_venue_is_not_found(two, venue_id):
    problem(two[0].api.get(f"/v1/venues/{venue_id}/contacts"), 404, "not_found")


@pytest.mark.parametrize("template", RESOURCES)
def test_a_foreign_resource_is_like_an_unknown_one(two, template):
    own, foreign = two
    kind = RESOURCES[template]
    unknown = own.api.get(own.path(template, str(int(own.ids[kind]) + 1_000)))
    problem(unknown, 404, "not_found")
    for identifier in (foreign.ids[kind], *NEVER_AN_ID):
        quoted = identifier if "%" in identifier else urllib.parse.quote(identifier)
        answer = own.api.get(own.path(template, quoted))
        assert unnamed(answer) == unnamed(unknown), identifier


@pytest.mark.parametrize("method, path, body", [
    ("POST", "contacts", {"external_id": "x"}), ("POST", "shows", {"name": "x"}), ("POST", "keys", {"name": "x"}),
    ("POST", "applications", {"name": "x"}), ("POST", "indicator-runs", None),
    ("POST", "seasons", {"name": "x", "starts_on": "2027-09-01", "ends_on": "2028-09-01"}),
    ("PUT", "contacts/{contacts}", {"external_id": "x"}),
    ("PUT", "sources/venue/contacts/x", {"last_name": "x"}), ("POST", "sources/venue/contacts", {"data": [{"external_id": "x"}]}),
    ("PUT", "sources/venue/halls/T", {"name": "x"}), ("POST", "sources/venue/shows", {"data": [{"external_id": "x", "name": "x"}]}),
    ("PUT", "sources/venue/orders/x", {"ordered_at": "2026-11-01T00:00:00Z", "currency": "EUR", "buyer_external_id": "x",
                                       "lines": [{"external_id": "1", "amount": 1}]}),
    ("POST", "contacts/{contacts}/notes", {"author": "x", "text": "x"}),
    ("DELETE", "contacts/{contacts}/notes/{notes}", None),
    ("POST", "contacts/{contacts}/merges", {"absorbed_id": "1"}),
    ("POST", "contacts/{contacts}/merges/{merges}/undo", None),
    ("POST", "contacts/{contacts}/duplicates/{twins}/dismiss", None), ("POST", "duplicates/{duplicates}/dismiss", None), ("DELETE", "keys/{keys}", None),
    ("PATCH", "orders/{orders}/lines/{line}", {"status": "cancelled"}),
    ("PATCH", "applications/{applications}", {"name": "x"}),
    ("PUT", "referrer-hosts/x.fr", {"source": "x", "kind": "ai"}),
    ("POST", "applications/{applications}/refused-items/replay", {"reason": "robot"}),
    ("POST", "connections", {"kind": "pretix", "source": "x", "address": "https://x.org", "organizer": "o", "token": "0123456789"}),
    ("POST", "imports/{imports}/apply", None), ("POST", "imports/{imports}/cancel", None),
    ("PATCH", "connections/{connections}", {"paused": True}), ("DELETE", "connections/{connections}", None),
    ("POST", "connections/{connections}/pull", None), ("POST", "connections/{connections}/reconcile", None),
    ("PATCH", "balises/{balises}", {"label": "x"}), ("DELETE", "balises/{balises}", None)])
def test_nothing_can_be_written_into_a_foreign_venue(two, database, method, path, body):
    own, foreign = two
    filled = path.format(**foreign.ids, line=foreign.line)
    before = counts(database, foreign.id)
    there = own.api.request(method, f"{foreign.base}/{filled}", json=body)
    problem(there, 404, "not_found")
    if "{" in path:
        problem(own.api.request(method, f"{own.base}/{filled}", json=body), 404, "not_found")
    assert counts(database, foreign.id) == before


def test_a_file_cannot_be_imported_into_a_foreign_venue(two, database):
    own, foreign = two
    before = counts(database, foreign.id)
    answer = own.api.request("POST", f"{foreign.base}/imports", headers={"Content-Type": "text/csv"},
                             data=b"order_id,line_id,ordered_at,contact_id,amount,currency\n9,1,2026-01-01,C,1,EUR\n")
    problem(answer, 404, "not_found")
    assert counts(database, foreign.id) == before


def test_an_order_cannot_name_what_is_of_a_foreign_venue(two):
    own, foreign = two
    right = {"ordered_at": "2026-11-01T00:00:00Z", "buyer_id": own.ids["contacts"], "currency": "EUR"}
    for field, kind, pointer in [
            ("buyer_id", "contacts", "#/buyer_id"), ("payer_id", "contacts", "#/payer_id"),
            ("holder_id", "contacts", "#/lines"), ("performance_id", "performances", "#/lines"),
            ("season_id", "seasons", "#/lines")]:
        there, unknown = (own.api.post(f"{own.base}/orders", order_with(right, field, identifier))
                          for identifier in (foreign.ids[kind], str(int(own.ids[kind]) + 1_000)))
        assert faults(there) == {pointer: "not_allowed"}, field
        assert unnamed(there) == unnamed(unknown), field


def order_with(order, field, identifier):
    if field in ("buyer_id", "payer_id"):
        return order | {field: identifier, "lines": [{"amount": 100}]}
    return order | {"lines": [{"amount": 100, field: identifier}]}


def test_an_order_list_by_a_foreign_buyer_is_empty(two):
    own, foreign = two
    assert list(own.api.pages(f"{own.base}/orders", buyer_id=foreign.ids["contacts"])) == []


def test_coverage_knows_no_foreign_application(two):
    own, foreign = two
    for identifier in (foreign.ids["applications"], str(int(own.ids["applications"]) + 1_000)):
        problem(own.api.get(f"{own.base}/collection-coverage?{DAYS}", params={"application": identifier}), 404, "not_found")


def counts(database, venue):
    """The number of rows of each table of a venue, but for those a worker may be deriving meanwhile."""
    tables = database.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = %s"
        " AND table_name NOT IN ('indicator_marks', 'contact_indicators')", (f"venue_{venue}",)).fetchall()
    assert tables
    return {table: database.execute(f'SELECT count(*) FROM "venue_{venue}"."{table}"').fetchone()[0]
            for table, in tables}
