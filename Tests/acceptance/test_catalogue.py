"""What sources tell of a venue's catalogue: one at a time or many, in any order."""
from itertools import count, permutations
from urllib.parse import quote

import pytest

from problems import problem

NUMBERS = count(1)
# A thing of each kind by its members, and what a later word says of it.
KINDS = {
    "halls": ({"name": "Grande salle", "capacity": 500}, {"name": "Salle Molière", "capacity": 480}),
    "shows": ({"name": "Phèdre", "family": "event", "genre": "Tragédie", "domain_code": "THEATRE",
               "is_for_young_audiences": False},
              {"name": "Phèdre !", "family": "competition", "genre": None, "domain_code": "OPERA_THEATRE_LYRIQUE",
               "is_for_young_audiences": True}),
    "performances": ({"show_external_id": "S", "starts_at": "2026-12-01T20:00:00Z", "season": "2026-2027",
                      "hall_external_id": "H", "state": "scheduled", "moved_from": None, "capacity": 100},
                     {"show_external_id": "S", "starts_at": "2026-12-08T20:00:00Z", "season": None,
                      "hall_external_id": None, "state": "moved", "moved_from": "2026-12-01T20:00:00Z",
                      "capacity": None}),
    "quotas": ({"performance_external_id": "P", "name": "Presse", "seats": 10},
               {"performance_external_id": "P", "name": "Écoles", "seats": 30}),
    "products": ({"name": "Carte", "family": "membership", "season": None, "valid_from": "2026-09-01",
                  "valid_to": "2027-08-31", "gives_subscriber": True},
                 {"name": "Abonnement", "family": "subscription", "season": "2026-2027", "valid_from": None,
                  "valid_to": None, "gives_subscriber": False}),
    "audience-categories": ({"name": "Adulte", "is_child": False}, {"name": "Enfant", "is_child": True}),
    "tariffs": ({"name": "Plein", "kind": "full"}, {"name": "Invité", "kind": "free"}),
    "sales-channels": ({"name": "Guichet", "type": "OTHERS"}, {"name": "Comités", "type": "B2B"}),
}


def errors(response):
    """What `errors` of an invalid request lists."""
    return {(error["pointer"], error["code"]) for error in problem(response, 400, "invalid_request")["errors"]}


class Catalogue:
    """A venue's catalogue as one source tells of it."""

    def __init__(self, api, venue, source):
        self.api, self.base, self.name = api, f"/v1/venues/{venue}", source
        self.source = f"{self.base}/sources/{source}"

    def put(self, kind, external_id, item, **options):
        return self.api.request("PUT", f"{self.source}/{kind}/{quote(external_id, safe='')}", json=item, **options)

    def post(self, kind, items, **options):
        return self.api.post(f"{self.source}/{kind}", {"data": items}, **options)

    def tell(self, kind, *items):
        return self.api.ok(self.post(kind, list(items)))["data"]

    def own(self, kind):
        """All that this source has told of."""
        return [thing for thing in self.api.pages(f"{self.base}/{kind}", limit=200) if thing["source"] == self.name]

    def find(self, kind, identifier):
        return self.api.ok(self.api.get(f"{self.base}/{kind}/{identifier}"))

    def seen(self, kind, identifier, members):
        """What is kept of the members told, references by the external ids of what they name."""
        found = self.find(kind, identifier)
        named = {"show_external_id": "shows", "hall_external_id": "halls", "performance_external_id": "performances"}

        def value(member):
            if member == "season":
                season = found["season_id"]
                return season and self.find("seasons", season)["name"]
            if member in named:
                other = found[member.replace("external_id", "id")]
                return other and self.find(named[member], other)["external_id"]
            return found[member]

        return {member: value(member) for member in members}


@pytest.fixture(scope="module")
def season_venue(platform_api):
    """A venue with a season, for all tests: sources do not meet, so each test is one."""
    venue = platform_api.create_venue()
    platform_api.ok(platform_api.post(f"/v1/venues/{venue}/seasons", {
        "name": "2026-2027", "starts_on": "2026-09-01", "ends_on": "2027-09-01"}))
    return venue


@pytest.fixture
def catalogue(platform_api, season_venue):
    """With a hall, a show and a performance."""
    box = Catalogue(platform_api, season_venue, f"box-{next(NUMBERS)}")
    box.tell("halls", {"external_id": "H", "name": "H"})
    box.tell("shows", {"external_id": "S", "name": "S"})
    box.tell("performances", {"external_id": "P", "show_external_id": "S", "starts_at": "2026-12-01T20:00:00Z"})
    return box


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_is_told_then_told_otherwise(catalogue, kind):
    first, later = KINDS[kind]
    made = catalogue.put(kind, "à/1", first)
    assert made.status_code == 201
    result = made.json()
    assert result == {"external_id": "à/1", "outcome": "created", "id": result["id"], "errors": []}
    assert made.headers["Location"] == f"{catalogue.base}/{kind}/{result['id']}"
    found = catalogue.find(kind, result["id"])
    assert found["source"] == catalogue.name and found["external_id"] == "à/1" and found["source_updated_at"]
    assert catalogue.seen(kind, result["id"], first) == first
    again = catalogue.put(kind, "à/1", first)
    assert again.status_code == 200 and again.json() == result | {"outcome": "unchanged"}
    assert catalogue.api.ok(catalogue.put(kind, "à/1", later)) == result | {"outcome": "updated"}
    assert catalogue.seen(kind, result["id"], later) == later
    assert found["id"] in [thing["id"] for thing in catalogue.own(kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_of_three_words_wins_in_any_order(catalogue, kind):
    first, later = KINDS[kind]
    words = [first | {"source_updated_at": "2026-10-01T10:00:00Z"}, later | {"source_updated_at": "2026-10-02T10:00:00Z"},
             first | {"name": "Dernier", "source_updated_at": "2026-10-02T10:00:00.000001Z"}]
    if kind == "performances":
        words[2] = first | {"capacity": 7, "source_updated_at": "2026-10-03T10:00:00Z"}
    for number, order in enumerate(permutations(range(3))):
        name = f"{number}"
        if number % 2:
            results = catalogue.tell(kind, *({"external_id": name} | words[place] for place in order))
        else:
            results = [catalogue.api.ok(catalogue.put(kind, name, words[place])) for place in order]
        newest_yet = [max(order[:place + 1]) == order[place] for place in range(3)]
        assert [result["outcome"] != "superseded" for result in results] == newest_yet
        assert results[0]["outcome"] == "created" and len({result["id"] for result in results}) == 1
        said = {member: value for member, value in words[2].items() if member != "source_updated_at"}
        assert catalogue.seen(kind, results[0]["id"], said) == said


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_said_stays_and_null_clears(catalogue, kind):
    first, _ = KINDS[kind]
    bare = {"halls": ["name"], "shows": ["name"], "performances": ["show_external_id", "starts_at"],
            "quotas": list(first), "products": ["name", "family"], "audience-categories": ["name"],
            "tariffs": list(first), "sales-channels": list(first)}[kind]
    required = {member: first[member] for member in bare}
    identifier = catalogue.api.ok(catalogue.put(kind, "1", first))["id"]
    assert catalogue.api.ok(catalogue.put(kind, "1", required))["outcome"] == "unchanged"
    assert catalogue.seen(kind, identifier, first) == first
    defaults = {"family": "event", "is_for_young_audiences": False, "state": "scheduled", "gives_subscriber": True,
                "is_child": False}
    cleared = {member: None for member in first if member not in required}
    catalogue.api.ok(catalogue.put(kind, "1", required | cleared))
    expected = required | {member: defaults.get(member) for member in cleared}
    assert catalogue.seen(kind, identifier, first) == expected
    for member in required:
        fewer = {other: value for other, value in required.items() if other != member}
        refused = catalogue.put(kind, "2", fewer)
        assert errors(refused) == {(f"#/{member}", "missing")}


def test_a_bad_item_does_not_sink_its_batch(catalogue):
    items = [
        {"external_id": "good", "name": "Bonne"}, {"external_id": "bad", "name": "", "capacity": -1, "color": "red"},
        "not an object", {"name": "No id"}, {"external_id": "", "name": "Empty id"}, {"external_id": "good too", "name": "B"}]
    results = catalogue.tell("halls", *items)
    assert [result["outcome"] for result in results] == ["created", "refused", "refused", "refused", "refused", "created"]
    assert [result["external_id"] for result in results] == ["good", "bad", None, None, None, "good too"]
    told = [{(error["pointer"], error["code"]) for error in result["errors"]} for result in results]
    assert told == [
        set(), {("#/name", "too_short"), ("#/capacity", "out_of_range"), ("#/color", "unknown_field")},
        {("#", "wrong_type")}, {("#/external_id", "missing")}, {("#/external_id", "too_short")}, set()]
    assert all(result["id"] is None for result in results if result["outcome"] == "refused")
    assert {hall["name"] for hall in catalogue.own("halls")} == {"H", "Bonne", "B"}


@pytest.mark.parametrize("kind, member, reason", [
    ("performances", "show_external_id", "unknown_show"), ("performances", "hall_external_id", "unknown_hall"),
    ("performances", "season", "unknown_season"), ("quotas", "performance_external_id", "unknown_performance"),
    ("products", "season", "unknown_season")])
def test_what_names_nothing_known_is_refused(catalogue, kind, member, reason):
    bad = KINDS[kind][0] | {member: "nowhere"}
    answer = catalogue.put(kind, "1", bad)
    assert errors(answer) == {("#", reason)}
    good, refused = catalogue.tell(kind, {"external_id": "2"} | KINDS[kind][0], {"external_id": "1"} | bad)
    assert good["outcome"] == "created" and refused["outcome"] == "refused" and refused["id"] is None
    (error,) = refused["errors"]
    assert error["code"] == reason and error["detail"]


def test_a_validity_that_ends_before_it_begins_is_refused_even_when_told_in_parts(catalogue):
    card = {"name": "Carte", "family": "membership"}
    catalogue.api.ok(catalogue.put("products", "1", card | {"valid_from": "2026-09-01"}))
    answer = catalogue.put("products", "1", card | {"valid_to": "2026-08-31"})
    assert errors(answer) == {("#", "invalid_validity")}


def test_sources_do_not_meet(catalogue, platform_api, season_venue):
    shop = Catalogue(platform_api, season_venue, "shop.eu_2")
    mine = catalogue.tell("halls", {"external_id": "H", "name": "Ours"})[0]
    theirs = shop.tell("halls", {"external_id": "H", "name": "Theirs"})[0]
    assert theirs["outcome"] == "created" and mine["id"] != theirs["id"]
    assert errors(shop.put("performances", "1", KINDS["performances"][0])) >= {("#", "unknown_show")}


def test_the_same_request_under_a_key_is_done_once(catalogue):
    key = {"Idempotency-Key": f"{catalogue.name}-1"}
    first = catalogue.put("halls", "1", {"name": "A"}, headers=key)
    catalogue.api.ok(catalogue.put("halls", "1", {"name": "B"}))
    again = catalogue.put("halls", "1", {"name": "A"}, headers=key)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert catalogue.find("halls", first.json()["id"])["name"] == "B"
    problem(catalogue.put("halls", "1", {"name": "C"}, headers=key), 422, "idempotency_key_reused")
    batch, other = [{"external_id": "2", "name": "A"}], {"Idempotency-Key": f"{catalogue.name}-2"}
    made = catalogue.post("halls", batch, headers=other)
    assert catalogue.post("halls", batch, headers=other).json() == made.json()


@pytest.mark.parametrize("source", ["Box", "-box", "b" * 41, "a%20b", "%C3%A9", "a%2Fb", "_"])
def test_a_source_has_a_plain_name(catalogue, source):
    answer = catalogue.api.request("PUT", f"{catalogue.base}/sources/{source}/halls/1", json={"name": "A"})
    problem(answer, 400, "invalid_request")


@pytest.mark.parametrize("external_id", ["a%00", "%FF", "a" * 201, "%C3%A9" * 101])
def test_an_external_id_is_short_and_clean(catalogue, external_id):
    answer = catalogue.api.request("PUT", f"{catalogue.source}/halls/{external_id}", json={"name": "A"})
    problem(answer, 400, "invalid_request")


def test_the_id_in_the_body_is_that_of_the_address(catalogue):
    assert catalogue.put("halls", "1", {"name": "A", "external_id": "1"}).status_code == 201
    answer = catalogue.put("halls", "1", {"name": "A", "external_id": "2"})
    assert errors(answer) == {("#/external_id", "not_allowed")}


@pytest.mark.parametrize("body, pointer, code", [
    ({}, "#/data", "missing"), ({"data": []}, "#/data", "too_short"), ({"data": {}}, "#/data", "wrong_type"),
    ({"data": [{"external_id": f"{number}", "name": "A"} for number in range(501)]}, "#/data", "too_many_items"),
    ({"data": [{"external_id": "1", "name": "A"}], "more": 1}, "#/more", "unknown_field")])
def test_a_batch_is_an_array_of_1_to_500(catalogue, body, pointer, code):
    answer = catalogue.api.post(f"{catalogue.source}/halls", body)
    assert errors(answer) == {(pointer, code)}


def test_a_batch_may_have_4_mib_and_no_more(catalogue):
    name = "n" * 200
    items = [{"external_id": f"{number}" + "x" * 190, "name": name} for number in range(500)]
    assert {result["outcome"] for result in catalogue.tell("halls", *items)} == {"created"}
    problem(catalogue.post("halls", ["x" * (4 << 20)]), 413, "payload_too_large")


@pytest.mark.parametrize("kind, member, value", [
    ("shows", "domain_code", "theatre"), ("shows", "domain_code", "MAGIE"), ("shows", "family", "film"),
    ("tariffs", "kind", "half"), ("sales-channels", "type", "internet"), ("performances", "state", "postponed"),
    ("performances", "starts_at", "2026-12-01"), ("performances", "capacity", 1_000_001), ("quotas", "seats", -1),
    ("products", "valid_from", "01/09/2026"), ("audience-categories", "is_child", "yes"),
    ("halls", "source_updated_at", "yesterday"), ("halls", "name", "n" * 201)])
def test_a_member_of_another_form_is_refused(catalogue, kind, member, value):
    answer = catalogue.put(kind, "1", KINDS[kind][0] | {member: value})
    assert {pointer for pointer, _ in errors(answer)} == {f"#/{member}"}


def test_a_moved_performance_keeps_its_first_date(catalogue):
    def told(day, **members):
        performance = {"show_external_id": "S", "starts_at": f"2026-12-{day:02}T20:00:00Z", **members}
        identifier = catalogue.api.ok(catalogue.put("performances", "1", performance))["id"]
        found = catalogue.find("performances", identifier)
        return found["state"], found["moved_from"]

    assert told(1) == ("scheduled", None)
    assert told(2) == ("scheduled", None)
    assert told(5, state="moved") == ("moved", "2026-12-02T20:00:00Z")
    assert told(9) == ("moved", "2026-12-02T20:00:00Z")
    assert told(9, state="moved", moved_from="2026-12-01T20:00:00Z") == ("moved", "2026-12-01T20:00:00Z")
    assert told(9, state="cancelled") == ("cancelled", "2026-12-01T20:00:00Z")
    assert told(9, state=None) == ("scheduled", None)


def test_shows_and_performances_made_by_hand_have_the_same_members(catalogue):
    api, base = catalogue.api, catalogue.base
    hall = catalogue.tell("halls", {"external_id": "H", "name": "H", "capacity": 12})[0]["id"]
    show = api.ok(api.post(f"{base}/shows", {
        "name": "Bérénice", "domain_code": "THEATRE", "is_for_young_audiences": True}))
    assert (show["source"], show["domain_code"], show["is_for_young_audiences"]) == ("venue", "THEATRE", True)
    performance = api.ok(api.post(f"{base}/performances", {
        "show_id": show["id"], "starts_at": "2026-12-01T20:00:00Z", "hall_id": hall, "state": "moved",
        "moved_from": "2026-11-30T20:00:00Z", "capacity": 10}))
    assert (performance["hall_id"], performance["state"], performance["capacity"]) == (hall, "moved", 10)
    answer = api.post(f"{base}/performances", {
        "show_id": show["id"], "starts_at": "2026-12-01T20:00:00Z", "hall_id": "1"})
    assert errors(answer) == {("#/hall_id", "not_allowed")}


def test_what_is_left_of_a_performance(catalogue):
    api = catalogue.api
    catalogue.tell("halls", {"external_id": "H", "name": "H", "capacity": 100})
    (performance,) = catalogue.tell("performances", {
        "external_id": "P", "show_external_id": "S", "starts_at": "2026-12-01T20:00:00Z", "hall_external_id": "H"})
    catalogue.tell("quotas", {"external_id": "Q", "performance_external_id": "P", "name": "Presse", "seats": 8})

    def line(name, status, quantity):
        return {"external_id": name, "status": status, "quantity": quantity, "amount": 100, "performance_external_id": "P"}

    lines = [line("1", "sold", 3), line("2", "reserved", 2), line("3", "refunded", 5), line("4", "cancelled", 7)]
    catalogue.tell("orders", {"external_id": "1", "ordered_at": "2026-10-01T10:00:00Z", "currency": "EUR",
                              "buyer_external_id": "B", "lines": lines})
    path = f"{catalogue.base}/performances/{performance['id']}/availability"
    assert api.ok(api.get(path)) == {
        "performance_id": performance["id"], "state": "scheduled", "capacity": 100, "sold": 3, "reserved": 2,
        "quotas": 8, "available": 87}


def test_orders_count_as_what_their_sales_channel_is(catalogue):
    catalogue.tell("sales-channels", {"external_id": "W", "name": "Web", "type": "OTHERS"})
    (order,) = catalogue.tell("orders", {
        "external_id": "1", "ordered_at": "2026-10-01T10:00:00Z", "currency": "EUR", "buyer_external_id": "B",
        "sales_channel_external_id": "W", "lines": [{"external_id": "1", "amount": 100}]})
    assert catalogue.find("orders", order["id"])["channel"] == "OTHERS"
    catalogue.tell("sales-channels", {"external_id": "W", "name": "Web", "type": "INTERNET"})
    found = catalogue.find("orders", order["id"])
    assert found["channel"] == "INTERNET"
    assert catalogue.find("sales-channels", found["sales_channel_id"])["external_id"] == "W"
