"""Lists in pages: each resource once, whatever the size of the pages; no cursor or filter is guessed at."""
import pytest

from problems import problem

COUNT = 7


@pytest.fixture
def contacts(venue_api, venue):
    """The path of a list of seven contacts, and their ids in order."""
    path = f"/v1/venues/{venue}/contacts"
    return path, [venue_api.ok(venue_api.post(path, {"external_id": f"c{n}"}))["id"] for n in range(COUNT)]


@pytest.mark.parametrize("limit, sizes", [(3, [3, 3, 1]), (1, [1] * COUNT), (COUNT, [COUNT]), (200, [COUNT])])
def test_the_pages_hold_each_once_in_order(venue_api, contacts, limit, sizes):
    path, ids = contacts
    pages, cursor = [], None
    while not pages or cursor:
        page = venue_api.ok(venue_api.get(path, params={"limit": limit} | ({"cursor": cursor} if cursor else {})))
        pages.append([shown["id"] for shown in page["data"]])
        cursor = page["next_cursor"]
    assert [len(page) for page in pages] == sizes
    assert sum(pages, []) == ids


def test_a_row_added_between_two_pages_shifts_nothing(venue_api, contacts):
    path, ids = contacts
    first = venue_api.ok(venue_api.get(path, params={"limit": 4}))
    added = venue_api.ok(venue_api.post(path, {"external_id": "late"}))["id"]
    rest = venue_api.ok(venue_api.get(path, params={"limit": 4, "cursor": first["next_cursor"]}))
    assert [shown["id"] for shown in first["data"] + rest["data"]] == [*ids, added]


@pytest.mark.parametrize("cursor", ["", "x", "1", "0", "-1", "é", "%00", "zz" * 50, "AAAA", "1 ", "10; DROP"])
def test_a_cursor_that_is_not_ours_is_refused(venue_api, contacts, cursor):
    problem(venue_api.get(contacts[0], params={"cursor": cursor}), 400, "invalid_cursor")


def test_a_cursor_with_one_character_changed_is_refused(venue_api, contacts):
    cursor = venue_api.ok(venue_api.get(contacts[0], params={"limit": 3}))["next_cursor"]
    changed = cursor[:-2] + ("0" if cursor[-2] != "0" else "1") + cursor[-1]
    problem(venue_api.get(contacts[0], params={"cursor": changed}), 400, "invalid_cursor")


@pytest.mark.parametrize("query", [
    "limit=0", "limit=-1", "limit=201", "limit=1.5", "limit=ten", "limit=", "page=2", "Limit=3", "limit=3&offset=2", "limit=3&limit=3",
    "cursor_=x", "external-id=c1", "buyer_id=1"])
def test_a_query_parameter_unknown_or_wrong_is_refused(venue_api, contacts, query):
    problem(venue_api.get(f"{contacts[0]}?{query}"), 400, "invalid_request")


def test_a_filter_finds_just_that_one(venue_api, contacts):
    path, ids = contacts
    assert [shown["id"] for shown in venue_api.pages(path, external_id="c3")] == [ids[3]]
    assert list(venue_api.pages(path, external_id="c")) == []
    assert list(venue_api.pages(path, external_id="c%")) == []
