"""Contacts as several sources tell of them: found, merged and taken apart again, through the API."""
import itertools
import time

import pytest

from problems import faults, problem
from stack import until

EVERYTHING = {
    "kind": "individual", "title": "Mme", "first_name": "Anne", "last_name": "L'Œuvre-\"Martin\"\n", "structure_name": "Lycée Zola",
    "job_title": "Professeure", "email": "Anne@Example.org", "other_emails": ["a@example.org", "b@example.org"],
    "phone": "+33 6 12 34 56 78", "street": "1, rue de la Paix", "postcode": "75002", "city": "Paris", "country": "FR",
    "roles": ["relay", "teacher"], "birth_date": "1984-02-29", "language": "fr"}
NOTHING = {member: None for member in EVERYTHING} | {"kind": "individual", "other_emails": [], "roles": []}


@pytest.fixture(scope="module")
def base(platform_api):
    return f"/v1/venues/{platform_api.create_venue()}"


def make(api, base, **fields):
    return api.ok(api.post(f"{base}/contacts", fields))


def tell(api, base, *items, source="crm"):
    return api.ok(api.post(f"{base}/sources/{source}/contacts", {"data": list(items)}))["data"]


def search(api, base, q, **parameters):
    return api.ok(api.get(f"{base}/contacts/search", params={"q": q} | parameters))["data"]


def found(api, base, q):
    return [one["contact"]["external_id"] for one in search(api, base, q)]


def said(contact):
    return {member: contact[member] for member in EVERYTHING}


def test_all_that_is_said_comes_back_and_is_forgotten(api, base):
    made = make(api, base, external_id="all", **EVERYTHING)
    assert said(made) == EVERYTHING
    assert made["source"] == "venue" and made["source_updated_at"] == made["created_at"] and made["merged_into"] is None
    path = f"{base}/contacts/{made['id']}"
    assert api.ok(api.get(path)) == made
    replaced = api.ok(api.request("PUT", path, json={"external_id": "all"}))
    assert said(replaced) == NOTHING


def test_lists_are_kept_sorted_without_doubles(api, base):
    made = make(api, base, roles=["press", "artist", "press"], other_emails=["B@x.fr", "a@x.fr", "b@X.fr"])
    assert made["roles"] == ["artist", "press"] and made["other_emails"] == ["a@x.fr", "b@x.fr"]


@pytest.mark.parametrize("fields, pointer", [
    ({"country": "fr"}, "#/country"), ({"country": "FRA"}, "#/country"), ({"phone": "0" * 41}, "#/phone"), ({"phone": ""}, "#/phone"),
    ({"roles": ["Press"]}, "#/roles/0"), ({"roles": ["a", "é"]}, "#/roles/1"), ({"roles": ["r"] * 31}, "#/roles"),
    ({"roles": "press"}, "#/roles"), ({"other_emails": ["a b@x.fr"]}, "#/other_emails/0"), ({"other_emails": ["a"]}, "#/other_emails/0"),
    ({"other_emails": [f"{n}@x.fr" for n in range(21)]}, "#/other_emails"), ({"title": "x" * 201}, "#/title"),
    ({"birth_date": "1990-02-30"}, "#/birth_date"), ({"language": "de"}, "#/language"), ({"kind": "horse"}, "#/kind"),
    ({"address": {}}, "#/address"), ({"source": "crm"}, "#/source"), ({"last_name": "a\u0000b"}, None)])
def test_what_cannot_be_a_contact_is_refused_at_its_place(api, base, fields, pointer):
    answers = [api.post(f"{base}/contacts", fields),
               api.request("PUT", f"{base}/sources/crm/contacts/bad", json=fields)]
    for answer in answers:
        if pointer is None:
            problem(answer, 400, "malformed_json")
        else:
            assert list(faults(answer)) == [pointer]
    if pointer is not None:
        (good, bad) = tell(api, base, {"external_id": "good"}, {"external_id": "bad"} | fields)
        assert good["outcome"] in ("created", "unchanged") and bad["outcome"] == "refused" and bad["errors"]


def test_the_newest_word_of_a_source_stands(api, base):
    for number, order in enumerate(itertools.permutations((1, 2, 3))):
        outcomes = [tell(api, base, {"external_id": f"p{number}", "source_updated_at": f"2026-10-0{day}T00:00:00Z",
                                           "last_name": f"Day {day}"})[0]["outcome"] for day in order]
        newest = list(itertools.accumulate(order, max))
        assert outcomes == ["created" if place == 0 else "updated" if day == newest[place] else "superseded"
                            for place, day in enumerate(order)]
        (contact,) = api.pages(f"{base}/contacts", external_id=f"p{number}")
        assert (contact["last_name"], contact["source"]) == ("Day 3", "crm")
        assert contact["source_updated_at"] == "2026-10-03T00:00:00Z"


def test_one_is_told_by_its_address(api, base):
    path = f"{base}/sources/crm/contacts/%C3%A9%2F1"
    first = api.request("PUT", path, json={"last_name": "Martin", "phone": "01"})
    assert first.status_code == 201 and first.json()["outcome"] == "created" and first.json()["external_id"] == "é/1"
    contact = api.ok(api.get(first.headers["Location"]))
    assert contact["external_id"] == "é/1" and contact["phone"] == "01"
    second = api.request("PUT", path, json={"phone": None})
    assert second.status_code == 200 and second.json()["outcome"] == "updated"
    contact = api.ok(api.get(first.headers["Location"]))
    assert contact["phone"] is None and contact["last_name"] == "Martin"


def test_sources_are_told_apart(api, base):
    for source in ("one", "two"):
        assert tell(api, base, {"external_id": "same"}, source=source)[0]["outcome"] == "created"
    assert [contact["source"] for contact in api.pages(f"{base}/contacts", external_id="same")] == ["one", "two"]
    assert len(list(api.pages(f"{base}/contacts", external_id="same", source="two"))) == 1
    problem(api.get(f"{base}/contacts?source=Nope"), 400, "invalid_request")
    problem(api.request("PUT", f"{base}/sources/No/contacts/x", json={}), 400, "invalid_request")


def test_contacts_are_found_by_what_is_known_of_them(api, base):
    tell(api, base,
         {"external_id": "S-1", "first_name": "Jean-Pierre", "last_name": "Lefèvre", "email": "JP@Lefevre.example"},
         {"external_id": "S-2", "last_name": "Théâtre de l'Œuvre", "kind": "structure"},
         {"external_id": "S-3", "first_name": "Zoé", "last_name": "O'Hara", "structure_name": "Collège Valéry",
          "other_emails": ["second@zoe.example"]}, source="shop")
    for q, expected in {
            "lefevre": "S-1", "LEFÈVRE jean": "S-1", "lefe": "S-1", "jean pierre lef": "S-1", "lefvere": "S-1", "lefevbre": "S-1",
            "lefever": "S-1", "jp@lefevre": "S-1", "S-1": "S-1", "oeuvre theatre": "S-2", "l’œuvre": "S-2", "ohara": "S-3",
            "o'hara": "S-3", "valery": "S-3", "valrey": "S-3", "second@zoe.example": "S-3", "zoé+": "S-3", "  zoe  ": "S-3",
            "nobody at all": None, "%": None, "'; DROP TABLE contacts": None, "\\": None}.items():
        assert found(api, base, q) == ([expected] if expected else []), q
    (one,) = search(api, base, "lefvere")
    assert one["match"] == "similar" and one["record_id"] == one["contact"]["id"]
    # What was committed is found at once.
    make(api, base, external_id="S-4", last_name="Lefèvre")
    assert found(api, base, "lefevre") == ["S-4", "S-1"]
    assert len(search(api, base, "lefevre", limit=1)) == 1


@pytest.mark.parametrize("query", ["", "q=", "q=%20", "q=%00", "q=x&limit=0", "q=x&limit=101", "q=x&limit=01", "q=x&cursor=y",
                                   "q=" + "x" * 201])
def test_a_search_that_says_nothing_is_refused(api, base, query):
    problem(api.get(f"{base}/contacts/search?{query}"), 400, "invalid_request")


def test_two_contacts_become_one_and_two_again(api, base):
    kept = make(api, base, external_id="M-1", first_name="Jeanne", last_name="Unique", roles=["press"])
    absorbed = make(api, base, external_id="M-2", first_name="J.", last_name="Deuxième", phone="0611111111",
                    email="jd@example.org", roles=["relay"], street="1, rue", city="Lyon")
    for contact, amount in ((kept, 1000), (absorbed, 2500)):
        api.ok(api.post(f"{base}/orders", {
            "ordered_at": "2026-01-03T10:00:00Z", "buyer_id": contact["id"], "currency": "EUR", "lines": [{"amount": amount}]}))
    path = f"{base}/contacts/{kept['id']}"
    api.ok(api.post(f"{base}/contacts/{absorbed['id']}/notes", {"author": "Billetterie", "text": "Fauteuil roulant"}))

    answer = api.post(f"{path}/merges", {"absorbed_id": absorbed["id"]}, headers={"Idempotency-Key": "merge-once"})
    merge = api.ok(answer)
    assert answer.status_code == 201 and merge["fields"] == ["city", "email", "phone", "street"]
    again = api.post(f"{path}/merges", {"absorbed_id": absorbed["id"]}, headers={"Idempotency-Key": "merge-once"})
    assert again.json() == merge
    assert api.ok(api.get(answer.headers["Location"])) == merge

    assert api.ok(api.get(f"{base}/contacts/{absorbed['id']}"))["merged_into"] == kept["id"]
    (one,) = search(api, base, "deuxieme")
    assert one["contact"]["id"] == kept["id"] and one["record_id"] == absorbed["id"]
    for contact in (kept, absorbed):
        card = api.ok(api.get(f"{base}/contacts/{contact['id']}/card"))
        assert card["contact"]["id"] == kept["id"] and card["contact"]["phone"] == "0611111111"
        assert {(record["source"], record["external_id"]) for record in card["records"]} == {("venue", "M-1"), ("venue", "M-2")}
        assert [role["role"] for role in card["roles"]] == ["press", "relay"] and card["roles"][0]["name"]["fr"] == "Presse"
        assert card["orders"]["count"] == 2 and card["orders"]["amount"] == 3500 and len(card["orders"]["newest"]) == 2
        assert card["notes"] == 1 and card["web_history"] is None
        assert {"recency", "assiduity"} <= {indicator["key"] for indicator in card["indicators"]}
        recency = next(one for one in card["indicators"] if one["key"] == "recency")
        assert recency["pictogram"] == {
            "name": "recency-0", "text": {"fr": "Récence : Aucune commande", "en": "Recency: No order"}}
        for link in (*card["links"].values(), card["orders"]["newest"][0]["link"]):
            assert link is None or api.get(link).status_code == 200, link
    (note,) = api.pages(f"{path}/notes")
    assert note["text"] == "Fauteuil roulant" and note["contact_id"] == absorbed["id"]
    assert api.request("DELETE", f"{path}/notes/{note['id']}").status_code == 204
    assert list(api.pages(f"{path}/notes")) == []

    undone = api.ok(api.post(f"{path}/merges/{merge['id']}/undo"))
    assert undone["undone_at"] and [one["id"] for one in api.pages(f"{path}/merges")] == [merge["id"]]
    assert api.ok(api.get(path)) == kept
    assert api.ok(api.get(f"{base}/contacts/{absorbed['id']}")) == absorbed
    assert api.ok(api.get(f"{path}/card"))["orders"]["count"] == 1


def test_what_cannot_be_merged_or_undone_says_why(api, base):
    one, two, three = (make(api, base, last_name=name) for name in ("Un", "Deux", "Trois"))
    paths = {contact["id"]: f"{base}/contacts/{contact['id']}" for contact in (one, two, three)}

    def merge(survivor, absorbed, **more):
        return api.post(f"{paths[survivor['id']]}/merges", {"absorbed_id": absorbed["id"]} | more)

    problem(merge(one, one), 409, "conflict")
    problem(merge(one, {"id": "1"}), 404, "not_found")
    assert list(faults(merge(one, two, fields=["name"]))) == ["#/fields/0"]
    low = api.ok(merge(one, two))
    assert one["id"] in problem(merge(two, three), 409, "conflict")["detail"]
    assert one["id"] in problem(merge(three, two), 409, "conflict")["detail"]
    high = api.ok(merge(three, one))
    undo = f"{paths[one['id']]}/merges/{low['id']}/undo"
    assert high["id"] in problem(api.post(undo), 409, "conflict")["detail"]
    problem(api.post(f"{paths[two['id']]}/merges/{low['id']}/undo"), 404, "not_found")
    problem(api.post(f"{paths[one['id']]}/merges/{low['id']}/undo", {}), 413, "payload_too_large")
    api.ok(api.post(f"{paths[three['id']]}/merges/{high['id']}/undo"))
    api.ok(api.post(undo))
    problem(api.post(undo), 409, "conflict")


def test_notes_are_written_listed_and_deleted(api, base):
    contact = make(api, base)
    path = f"{base}/contacts/{contact['id']}/notes"
    note = api.ok(api.post(path, {"author": "Accueil", "text": "Rappeler"}))
    assert list(api.pages(path)) == [note] and note["contact_id"] == contact["id"]
    assert list(faults(api.post(path, {"author": "", "text": "x" * 10_001}))) == ["#/author", "#/text"]
    problem(api.post(f"{base}/contacts/1/notes", {"author": "a", "text": "t"}), 404, "not_found")
    assert api.request("DELETE", f"{path}/{note['id']}").status_code == 204
    problem(api.request("DELETE", f"{path}/{note['id']}"), 404, "not_found")


def test_duplicates_are_proposed_at_night_and_decided_by_day(api):
    base = f"/v1/venues/{api.create_venue()}"
    person = {"first_name": "Anne", "last_name": "Martin", "email": "anne@example.org"}
    tell(api, base, {"external_id": "1"} | person, {"external_id": "2"} | person | {"first_name": "Anna"},
         {"external_id": "3"} | person | {"first_name": "Paul"})
    ids = {contact["external_id"]: contact["id"] for contact in api.pages(f"{base}/contacts")}
    live = api.ok(api.get(f"{base}/contacts/{ids['1']}/duplicates"))["data"]
    assert [(pair["id"], pair["confidence"], [reason["code"] for reason in pair["reasons"]]) for pair in live] == [
        (None, 85, ["same_email_and_similar_name"]), (None, 20, ["same_email_other_name"])]
    assert live[0]["reasons"][0]["text"]["fr"] and len(live[0]["contacts"]) == 2

    api.ok(api.post(f"{base}/schedules", {
        "task": "contacts.find_duplicates", "cadence": "interval", "every_seconds": 3600}))
    pairs = until("duplicates are proposed", lambda: list(api.pages(f"{base}/duplicates", limit=1)))
    assert [pair["confidence"] for pair in pairs] == [85, 20, 20]
    assert api.ok(api.get(f"{base}/contacts/{ids['1']}/card"))["duplicates"] == 2
    assert api.post(f"{base}/duplicates/{pairs[0]['id']}/dismiss").status_code == 204
    assert api.post(f"{base}/contacts/{ids['1']}/duplicates/{ids['3']}/dismiss").status_code == 204
    left = list(api.pages(f"{base}/duplicates"))
    assert [{contact["external_id"] for contact in pair["contacts"]} for pair in left] == [{"2", "3"}]
    assert api.ok(api.get(f"{base}/contacts/{ids['1']}/duplicates"))["data"] == []
    api.ok(api.post(f"{base}/contacts/{ids['2']}/merges", {"absorbed_id": ids["3"]}))
    assert list(api.pages(f"{base}/duplicates")) == []
    problem(api.post(f"{base}/duplicates/{left[0]['id']}/dismiss"), 404, "not_found")
    problem(api.post(f"{base}/contacts/{ids['2']}/duplicates/{ids['3']}/dismiss"), 404, "not_found")
    problem(api.get(f"{base}/duplicates?cursor=0"), 400, "invalid_cursor")


def test_a_merged_record_goes_on_being_told(api, base):
    one, two = (tell(api, base, {"external_id": name, "last_name": name}, source="told")[0]["id"] for name in ("T-1", "T-2"))
    api.ok(api.post(f"{base}/contacts/{one}/merges", {"absorbed_id": two}))
    assert tell(api, base, {"external_id": "T-2", "last_name": "New"}, source="told")[0]["outcome"] == "updated"
    assert found(api, base, "T-2") == ["T-1"]
    assert api.ok(api.get(f"{base}/contacts/{two}"))["last_name"] == "New"
    start = time.monotonic()
    assert search(api, base, "new")[0]["record_id"] == two
    assert time.monotonic() - start < 2
