"""Copies of standard indicators: a preview says what their thresholds change, and going back gives the old levels again."""
from collections import Counter
from datetime import date, timedelta

import pytest

from clients import Api
from problems import faults, problem
from stack import until

TODAY = date.today()
# Performances attended, and euros spent on each, by contact; in two venues.
PEOPLE = [{"A": (1, 10), "B": (2, 10), "C": (3, 50), "D": (6, 5), "E": (7, 100)}, {"A": (4, 1), "F": (4, 2)}]
NAMES = {"fr": "Fidèles", "en": "Faithful"}


class Workshop:
    """An institution with two venues, whose contacts' indicators are computed."""

    def __init__(self, stack, platform):
        self.institution = platform.create_institution()
        self.path = f"/v1/institutions/{self.institution}/indicators"
        url = stack.env["SICSTINE_API_URL"]
        self.venues = [platform.create_venue(self.institution) for _ in PEOPLE]
        self.api = Api(url, stack.cli("key", "create", "--name", "i", "--institution", self.institution))
        self.venue_api = Api(url, stack.cli("key", "create", "--name", "v", "--venue", self.venues[0]))
        self.contacts = []
        for venue, people in zip(self.venues, PEOPLE):
            self.api.ok(self.api.post(f"/v1/venues/{venue}/seasons", {
                "name": "S", "starts_on": str(TODAY - timedelta(days=100)), "ends_on": str(TODAY + timedelta(days=100))}))
            rows = ["order_id,line_id,ordered_at,contact_id,show_id,performance_id,performance_at,amount,currency"]
            for name, (times, euros) in people.items():
                for number in range(times):
                    day = TODAY - timedelta(days=number + 2)
                    rows.append(f"{name}{number},1,{TODAY - timedelta(days=30)}T10:00:00Z,{name},S,P{number},{day}T19:00:00Z,{euros},EUR")
            ended = self.api.import_orders(venue, "\n".join(rows).encode())
            assert ended["status"] == "done" and ended["refused_lines"] == 0, ended
            self.api.run_indicators(venue)
            self.contacts += [(venue, contact["id"]) for contact in self.api.pages(f"/v1/venues/{venue}/contacts")]

    def copy(self, key, base, thresholds, **fields):
        return self.api.post(self.path, {"key": key, "base": base, "name": NAMES, "thresholds": thresholds} | fields)

    def set(self, key, thresholds):
        return self.api.request("PUT", f"{self.path}/{key}/thresholds", json={"thresholds": thresholds})

    def end(self, key):
        assert self.api.request("DELETE", f"{self.path}/{key}").status_code == 204

    def told(self, key):
        """What is said of every contact under a key."""
        told = {}
        for venue, contact in self.contacts:
            listed = self.api.ok(self.api.get(f"/v1/venues/{venue}/contacts/{contact}/indicators"))["data"]
            (told[venue, contact],) = [one for one in listed if one["key"] == key]
        return told

    def levels(self, key):
        return {contact: one["level"] for contact, one in self.told(key).items()}

    def preview(self, **asked):
        preview = self.api.ok(self.api.post(f"{self.path}/preview", asked))
        assert Counter(matrix(preview["total"])) == sum((Counter(matrix(one)) for one in preview["venues"]), Counter())
        for part in (preview["total"], *preview["venues"]):
            assert part["moved"] == sum(n for (a, b), n in matrix(part).items() if a != b)
            assert part["contacts"] == sum(matrix(part).values())
        return preview


def matrix(part):
    return {(one["from_level"], one["to_level"]): one["contacts"] for one in part["moves"]}


def between(former, new):
    return Counter((former[contact], new[contact]) for contact in former)


@pytest.fixture(scope="module")
def workshop(stack, platform_api):
    return Workshop(stack, platform_api)


@pytest.mark.parametrize("base, first, second", [
    ("assiduity", [1, 3, 7], [2, 4, 5]), ("genre_affinity", [3], [100]), ("booking_lead", [1, 10_000], [700, 800]),
    ("recency", [1, 2], [5, 600]), ("seniority", [1, 2], [2, 60]), ("spend_tier_current", [300, 600], [900, 950]),
    ("spend_tier_previous", [300, 600], [1, 2]), ("social_engagement", [100, 200], [500, 800])])
def test_a_preview_is_what_happens_and_going_back_gives_the_old_levels(workshop, base, first, second):
    key = f"own_{base}"
    standard = workshop.levels(base)
    preview = workshop.preview(base=base, thresholds=first)
    assert preview["key"] is None and preview["version"] is None
    made = workshop.api.ok(workshop.copy(key, base, first))
    assert (made["base"], made["thresholds"], made["version"], made["name"]) == (base, first, 1, NAMES)
    former = workshop.levels(key)
    assert matrix(preview["total"]) == between(standard, former)
    told = workshop.told(base)
    assert all(one["value"] == told[contact]["value"] for contact, one in workshop.told(key).items())

    preview = workshop.preview(key=key, thresholds=second)
    assert preview["version"] == 1 and preview["base"] == base
    assert workshop.levels(key) == former
    assert workshop.api.ok(workshop.set(key, second))["version"] == 2
    assert matrix(preview["total"]) == between(former, workshop.levels(key))

    back = workshop.api.ok(workshop.api.post(f"{workshop.path}/{key}/rollback", {"version": 1}))
    assert (back["version"], back["thresholds"]) == (3, first)
    assert workshop.levels(key) == former
    versions = workshop.api.ok(workshop.api.get(f"{workshop.path}/{key}/versions"))["data"]
    assert [(one["version"], one["thresholds"]) for one in versions] == [(3, first), (2, second), (1, first)]
    assert len({one["made_by"] for one in versions}) == 1 and all(one["made_at"] for one in versions)
    workshop.end(key)


def test_thresholds_count_as_their_base_says(workshop):
    workshop.api.ok(workshop.copy("regulars", "assiduity", [1, 3, 7]))
    counts = {one["value"]: one["level"] for one in workshop.told("regulars").values()}
    assert counts == {1: 1, 2: 1, 3: 2, 4: 2, 6: 2, 7: 3}
    assert workshop.preview(key="regulars", thresholds=[1, 3, 7])["total"]["moved"] == 0
    assert workshop.api.ok(workshop.set("regulars", [1, 3, 7]))["version"] == 1
    # Five people spent in one venue and two in the other, and each venue is ranked by itself.
    workshop.api.ok(workshop.copy("spenders", "spend_tier_current", [200, 600]))
    tiers = {one["value"] // 100: one["level"] for one in workshop.told("spenders").values()}
    assert tiers == {10: 1, 20: 2, 30: 2, 150: 3, 700: 3, 4: 2, 8: 2}
    for key in ("regulars", "spenders"):
        workshop.end(key)


def test_as_of_a_past_instant_counts_and_dates_have_the_levels_of_then(workshop):
    for key, base, thresholds in [("then_seen", "assiduity", [1, 3, 7]), ("then_new", "seniority", [1, 2]),
                                  ("then_spent", "spend_tier_current", [300, 600])]:
        workshop.api.ok(workshop.copy(key, base, thresholds))
    venue, contact = workshop.contacts[0]
    path = f"/v1/venues/{venue}/contacts/{contact}/indicators"
    past = {"as_of": f"{TODAY - timedelta(days=40)}T12:00:00Z"}
    now, then = ({one["key"]: one for one in workshop.api.ok(workshop.api.get(path, params=asked))["data"]}
                 for asked in ({}, past))
    assert {key: then[key]["level"] for key in then.keys() & {"then_seen", "then_new", "then_spent"}} == {
        "then_seen": 0, "then_new": 0}
    assert now["then_seen"]["level"] == 1 and now["then_spent"]["level"] == 1
    # A list of everybody has them too.
    runs = f"/v1/venues/{venue}/indicator-runs"
    run = workshop.api.ok(workshop.api.post(runs, {"kind": "as_of", **past}))["id"]
    until("the run is done", lambda: workshop.api.ok(workshop.api.get(f"{runs}/{run}"))["status"] == "done")
    listed = {one["contact_id"]: one["indicators"] for one in workshop.api.ok(workshop.api.get(f"{runs}/{run}/contacts"))["data"]}
    levels = {one["key"]: (one["level"], one["value"]) for one in listed[contact]}
    assert levels == {key: (one["level"], one["value"]) for key, one in then.items()}
    for key in ("then_seen", "then_new", "then_spent"):
        workshop.end(key)


def test_a_copy_is_used_like_the_others(workshop):
    level = {"level": 2, "name": {"fr": "Habitué", "en": "Usual"}}
    workshop.api.ok(workshop.copy("habit", "assiduity", [1, 2, 5], pictogram=True, levels=[level]))
    venue, contact = workshop.contacts[1]
    base, own = f"/v1/venues/{venue}", workshop.path + "/habit"
    definition = workshop.api.ok(workshop.api.get(own))
    assert workshop.api.ok(workshop.api.get(workshop.path))["data"][14:] == [definition]
    assert workshop.venue_api.ok(workshop.venue_api.get(f"{base}/indicators"))["data"][14:] == [definition]
    assert workshop.venue_api.ok(workshop.venue_api.get(f"{base}/indicators/habit")) == definition

    def card():
        return workshop.venue_api.ok(workshop.venue_api.get(f"{base}/contacts/{contact}/card"))

    shown = card()
    one = shown["indicators"][-1]
    assert (one["key"], one["base"], one["value"], one["level"]) == ("habit", "assiduity", 2, 2)
    assert one["level_name"] == level["name"] and one["explanation"].endswith("/indicators/habit/explanation")
    explained = workshop.venue_api.ok(workshop.venue_api.get(one["explanation"]))
    told = {name: one[name] for name in ("key", "base", "name", "value", "level", "level_name", "computed_for")}
    assert {name: explained[name] for name in told} == told and explained["agrees"] and explained["evidence_count"] == 2
    assert explained["rule"] == {"version": 1, "text": None, "thresholds": [1, 2, 5]}
    assert shown["pictograms"][-1] == {"key": "habit", "level": 2, "path": "/v1/pictograms/assiduity-2.svg", "name": {
        "fr": "Fidèles : Habitué", "en": "Faithful: Usual"}}
    # Whether the indicator copied is used does not matter to the copy.
    workshop.api.ok(workshop.api.request("PATCH", f"{workshop.path}/assiduity", json={"enabled": False}))
    assert card()["indicators"][-1] == one
    assert workshop.venue_api.ok(workshop.venue_api.get(one["explanation"])) == explained
    workshop.api.ok(workshop.api.request("PATCH", f"{workshop.path}/assiduity", json={"enabled": True}))

    changed = workshop.api.ok(workshop.api.request("PATCH", own, json={"enabled": False, "name": {"fr": "X", "en": "Y"}}))
    assert changed == definition | {"enabled": False, "name": {"fr": "X", "en": "Y"}}
    assert "habit" not in [one["key"] for one in card()["indicators"]]
    problem(workshop.venue_api.get(f"{base}/indicators/habit"), 404, "not_found")
    assert list(faults(workshop.api.request("PATCH", own, json={"name": None}))) == ["#/name"]

    workshop.end("habit")
    for method, path in [("GET", own), ("DELETE", own), ("PATCH", own), ("PUT", f"{own}/thresholds"), ("POST", f"{own}/rollback")]:
        problem(workshop.api.request(method, path, json={}), 404, "not_found")
    assert len(workshop.api.ok(workshop.api.get(f"{own}/versions"))["data"]) == 1
    assert "habit" not in str(workshop.api.ok(workshop.api.get(workshop.path)))
    problem(workshop.copy("habit", "assiduity", [1, 2, 5]), 409, "conflict")


@pytest.mark.parametrize("fields, pointer", [
    ({"base": "young"}, "#/base"), ({"base": "member"}, "#/base"), ({"base": "sales_channel"}, "#/base"),
    ({"key": "assiduity"}, "#/key"), ({"key": "preview"}, "#/key"), ({"key": "Été"}, "#/key"),
    ({"thresholds": [1, 2]}, "#/thresholds"), ({"thresholds": [1, 2, 3, 4]}, "#/thresholds"), ({"thresholds": None}, "#/thresholds"),
    ({"thresholds": [3, 2, 9]}, "#/thresholds/1"), ({"thresholds": ["1", 2, 3]}, "#/thresholds/0"),
    ({"thresholds": [1, 2, 10**30]}, "#/thresholds/2"), ({"thresholds": [1, 2.5, 3]}, "#/thresholds/1"),
    ({"name": None}, "#/name"), ({"name": {"fr": "A"}}, "#/name/en"), ({"name": {"fr": "A" * 201, "en": "A"}}, "#/name/fr"),
    ({"name": {"fr": "A", "en": "\t"}}, "#/name/en"), ({"name": 1}, "#/name"),
    ({"levels": [{"level": 1, "name": {"fr": "\u202eA", "en": "A"}}]}, "#/levels/0/name/fr")])
def test_what_cannot_be_copied_so_is_refused(workshop, fields, pointer):
    whole = {"key": "refused", "base": "assiduity", "name": NAMES, "thresholds": [1, 2, 3]}
    answer = workshop.api.post(workshop.path, whole | fields)
    assert list(faults(answer)) == [pointer] and len(answer.json()["errors"]) == 1
    if pointer == "#/base":
        assert "assiduity, spend_tier_previous" in answer.text
    problem(workshop.api.get(f"{workshop.path}/refused/versions"), 404, "not_found")


def test_a_copy_without_a_name_is_told_so(workshop):
    answer = workshop.api.post(workshop.path, {"key": "refused", "base": "assiduity", "thresholds": [1, 2, 3]})
    assert faults(answer) == {"#/name": "missing"}


@pytest.mark.parametrize("base, thresholds, place, limits", [
    ("recency", [12, 1_201], 1, "1 to 1200"), ("spend_tier_current", [500, 1_000], 1, "1 to 999"),
    ("genre_affinity", [1], 0, "2 to 1000000"), ("assiduity", [1, 2, 1_000_001], 2, "1 to 1000000")])
def test_a_threshold_out_of_range_is_told_the_range(workshop, base, thresholds, place, limits):
    answer = workshop.api.post(f"{workshop.path}/preview", {"base": base, "thresholds": thresholds})
    assert faults(answer) == {f"#/thresholds/{place}": "out_of_range"} and limits in answer.text


@pytest.mark.parametrize("asked, pointer", [
    ({"thresholds": [1, 2, 3]}, "#/base"), ({"key": "unknown", "thresholds": [1]}, "#/key"), ({"base": "assiduity"}, "#/thresholds"),
    ({"base": "young", "thresholds": [29]}, "#/base")])
def test_a_preview_of_nothing_is_refused(workshop, asked, pointer):
    assert pointer in faults(workshop.api.post(f"{workshop.path}/preview", asked))


def test_there_are_at_most_twenty(platform_api):
    path = f"/v1/institutions/{platform_api.create_institution()}/indicators"

    def copy(number):
        return platform_api.post(path, {
            "key": f"copy_{number}", "base": "genre_affinity", "name": NAMES, "thresholds": [3]})

    for number in range(20):
        platform_api.ok(copy(number))
    assert "20" in problem(copy(20), 409, "conflict")["detail"]
    assert platform_api.request("DELETE", f"{path}/copy_0").status_code == 204
    platform_api.ok(copy(20))
    platform_api.ok(platform_api.post(f"{path}/preview", {"key": "copy_20", "thresholds": [4]}))


def test_only_the_institution_copies(workshop, stack, platform_api):
    workshop.api.ok(workshop.copy("walls", "assiduity", [1, 2, 3]))
    before = workshop.api.ok(workshop.api.get(workshop.path))
    other = platform_api.create_institution()
    foreign = Api(stack.env["SICSTINE_API_URL"], stack.cli("key", "create", "--name", "o", "--institution", other))
    body = {"key": "x", "base": "assiduity", "name": NAMES, "thresholds": [1, 2, 3], "version": 1}
    for api in (foreign, workshop.venue_api):
        for method, path in [
                ("POST", ""), ("POST", "/preview"), ("PATCH", "/walls"), ("DELETE", "/walls"), ("PUT", "/walls/thresholds"),
                ("GET", "/walls/versions"), ("POST", "/walls/rollback"), ("GET", "/walls")]:
            problem(api.request(method, workshop.path + path, json=body), 404, "not_found")
    own = f"/v1/institutions/{other}/indicators"
    problem(foreign.get(f"{own}/walls"), 404, "not_found")
    problem(foreign.get(f"{own}/walls/versions"), 404, "not_found")
    assert list(faults(foreign.post(f"{own}/preview", {"key": "walls", "thresholds": [1]}))) == ["#/key"]
    assert workshop.api.ok(workshop.api.get(workshop.path)) == before
    # Nor has a venue of another institution what this one copied.
    venue = f"/v1/venues/{platform_api.create_venue(other)}"
    problem(foreign.get(f"{venue}/indicators/walls"), 404, "not_found")
    contact = foreign.ok(foreign.post(f"{venue}/contacts", {"first_name": "Ana"}))["id"]
    for path in ("indicators", f"contacts/{contact}/indicators", f"contacts/{contact}/card"):
        assert "walls" not in foreign.get(f"{venue}/{path}").text
    workshop.end("walls")
