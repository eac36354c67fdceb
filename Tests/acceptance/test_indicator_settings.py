"""What an institution decides about indicators holds at once, for its venues and for nobody else's."""
import re
from xml.etree import ElementTree

import pytest
import requests

from clients import Api
from problems import faults, problem

MONEY = {"fr": "ARGENT SML", "en": "MONEY SML"}
PICTOGRAMS = {"subscriber", "seniority", "assiduity", "sales_channel", "member", "child_product", "spend_tier_previous"}


class House:
    """An institution with one venue and one contact in it, and a key of each."""

    def __init__(self, stack, platform):
        self.id = platform.create_institution()
        self.venue = platform.create_venue(self.id)
        url = stack.env["SICSTINE_API_URL"]
        self.own = Api(url, stack.cli("key", "create", "--name", "i", "--institution", self.id))
        self.venues = Api(url, stack.cli("key", "create", "--name", "v", "--venue", self.venue))
        self.path, self.base = f"/v1/institutions/{self.id}/indicators", f"/v1/venues/{self.venue}"
        self.contact = self.own.ok(self.own.post(f"{self.base}/contacts", {"first_name": "Ana"}))["id"]

    def change(self, key, **fields):
        return self.own.request("PATCH", f"{self.path}/{key}", json=fields)

    def definitions(self):
        return {one["key"]: one for one in self.own.ok(self.own.get(self.path))["data"]}

    def contacts(self):
        """What the contact's indicators are, as listed and as on the card, and the card's pictograms."""
        path = f"{self.base}/contacts/{self.contact}"
        listed, card = (self.venues.ok(self.venues.get(f"{path}/{part}")) for part in ("indicators", "card"))
        listed, carded = ({one["key"]: one for one in some} for some in (listed["data"], card["indicators"]))
        assert listed.keys() == carded.keys()
        assert all(listed[key].items() <= carded[key].items() for key in listed)
        return listed, {one["key"]: one for one in card["pictograms"]}


@pytest.fixture
def house(stack, platform_api):
    return House(stack, platform_api)


def test_everything_is_enabled_at_first(house):
    definitions = house.definitions()
    assert len(definitions) == 14 and all(one["enabled"] for one in definitions.values())
    assert {key for key, one in definitions.items() if one["pictogram"]} == PICTOGRAMS
    assert all(one["name"] == one["standard_name"] for one in definitions.values())
    assert [level["level"] for level in definitions["spend_tier_previous"]["levels"]] == [1, 2, 3]
    assert house.venues.ok(house.venues.get(f"{house.base}/indicators"))["data"] == list(definitions.values())
    listed, pictograms = house.contacts()
    assert list(listed) == list(definitions)
    # Nobody who has spent nothing has a tier.
    assert set(pictograms) == PICTOGRAMS - {"spend_tier_previous"}
    assert pictograms["assiduity"] == {"key": "assiduity", "level": 0, "name": {
        "fr": "Assiduité : Inactif", "en": "Assiduity: Inactive"}, "path": "/v1/pictograms/assiduity-0.svg"}


def test_every_level_has_a_picture_of_its_own(house, stack):
    drawings = {}
    for definition in house.definitions().values():
        shapes = set()
        for level in definition["levels"]:
            answer = requests.get(stack.env["SICSTINE_API_URL"] + level["pictogram_path"], timeout=10)
            assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/svg+xml"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"] and "max-age" in answer.headers["Cache-Control"]
            root = ElementTree.fromstring(answer.content)
            title = root.find("{http://www.w3.org/2000/svg}title").text
            assert title == f"{definition['standard_name']['en']}: {level['standard_name']['en']}"
            assert len(answer.content) < 1_200 and b"script" not in answer.content and b"href" not in answer.content
            drawings[level["pictogram_path"]] = drawing = answer.text.replace(title, "")
            # Told apart by what is drawn above the row of dots, too.
            shapes.add(re.sub(r'<circle[^>]* cy="28"[^>]*>', "", drawing))
        assert len(shapes) == len(definition["levels"]), definition["key"]
    assert len(drawings) == 45 == len(set(drawings.values()))
    for name in ("assiduity-4.svg", "assiduity-0", "charm-1.svg", "..%2Fassiduity-0.svg"):
        problem(requests.get(f"{stack.env['SICSTINE_API_URL']}/v1/pictograms/{name}", timeout=10), 404, "not_found")


def test_what_is_disabled_is_hidden_and_comes_back_as_it_was(house):
    before, _ = house.contacts()
    assert house.own.ok(house.change("assiduity", enabled=False))["enabled"] is False
    listed, pictograms = house.contacts()
    assert "assiduity" not in listed and "assiduity" not in pictograms and len(listed) == 13
    one = f"{house.base}/indicators/assiduity"
    assert "disabled" in problem(house.venues.get(one), 404, "not_found")["detail"]
    assert house.definitions()["assiduity"]["enabled"] is False
    house.own.ok(house.change("assiduity", enabled=True))
    assert house.contacts()[0] == before
    assert house.venues.ok(house.venues.get(one)) == house.definitions()["assiduity"]


def test_names_are_the_institutions_everywhere(house):
    house.own.ok(house.change("recency", pictogram=True, name=MONEY, levels=[{"level": 0, "name": {"fr": "S", "en": "T"}}]))
    listed, pictograms = house.contacts()
    assert listed["recency"]["name"] == MONEY and listed["recency"]["level_name"] == {"fr": "S", "en": "T"}
    assert pictograms["recency"]["name"] == {"fr": "ARGENT SML : S", "en": "MONEY SML: T"}
    house.own.ok(house.change("recency", levels=[{"level": 3, "name": {"fr": "Cette année", "en": "This year"}}]))
    explained = house.venues.ok(house.venues.get(f"{house.base}/contacts/{house.contact}/indicators/recency/explanation"))
    rule = explained["rule"]["text"]
    assert "d'un an : Cette année ;" in rule["fr"] and "ago: This year; one" in rule["en"] and ": Futur ;" in rule["fr"]
    definition = house.own.ok(house.own.get(f"{house.path}/recency"))
    assert definition["standard_name"]["fr"] == "Récence" and definition["levels"][1]["name"]["fr"] == "Il y a plus de 3 ans"
    # What a change does not name stays; null is the standard name again.
    changed = house.own.ok(house.change("recency", levels=[{"level": 0, "name": None}]))
    assert changed["name"] == MONEY and changed["levels"][0]["name"]["fr"] == "Aucune commande" and changed["pictogram"]
    assert house.own.ok(house.change("recency", name=None))["name"] == definition["standard_name"]


@pytest.mark.parametrize("fields, pointer", [
    ({"enabled": "no"}, "#/enabled"), ({"name": {"fr": "A"}}, "#/name/en"), ({"name": {"fr": "", "en": "A"}}, "#/name/fr"),
    ({"levels": [{"level": 5, "name": None}]}, "#/levels/0/level"), ({"levels": [{"level": 1}]}, "#/levels/0/name"),
    ({"levels": [{"level": 1, "name": None}] * 2}, "#/levels"), ({"base": "recency"}, "#/base")])
def test_a_fault_is_named_and_changes_nothing(house, fields, pointer):
    before = house.definitions()
    answer = house.change("recency", **fields)
    assert list(faults(answer)) == [pointer] and len(answer.json()["errors"]) == 1
    assert house.definitions() == before


@pytest.mark.parametrize("name", [
    " ", "\t", "\u00a0", "\u3000", "\u200b", "\u202eabc", "a\nb", "a\u0085b", "a\u2028b", "\ufeffa", "\u00ada", "\u3164", "\ufe0f"])
def test_a_name_can_be_seen_and_stays_on_its_line(house, name):
    before = house.definitions()
    names = {"fr": name, "en": "A"}
    assert faults(house.change("recency", name=names)) == {"#/name/fr": "bad_format"}
    level = [{"level": 1, "name": names}]
    assert faults(house.change("recency", levels=level)) == {"#/levels/0/name/fr": "bad_format"}
    assert house.definitions() == before


def test_a_name_is_in_any_script(house):
    names = {"fr": "Été\u00a0: l’œuvre\u202f!", "en": "演劇 ❤️ e\u0301"}
    assert house.own.ok(house.change("recency", name=names))["name"] == names


def test_only_the_institution_decides(stack, platform_api, house):
    other = House(stack, platform_api)
    before = other.definitions()
    house.own.ok(house.change("member", enabled=False))
    assert other.definitions() == before and "member" in other.contacts()[0]
    for api in (house.own, other.venues):
        problem(api.get(other.path), 404, "not_found")
        problem(api.request("PATCH", f"{other.path}/member", json={"enabled": False}), 404, "not_found")
    for path in (f"{house.path}/unknown", f"{house.base}/indicators/unknown"):
        problem(house.own.get(path), 404, "not_found")
    assert other.definitions() == before
