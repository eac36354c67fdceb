"""Why an indicator is what it is, as a box-office clerk asks, and what it was."""
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from time import monotonic

import psycopg
import pytest

from problems import problem
from stack import until

TODAY = date.today()
BEGUN, ENDS = TODAY - timedelta(days=100), TODAY + timedelta(days=200)
KEYS = ["assiduity", "child_product", "member", "spend_tier_previous", "spend_tier_current", "recency", "sales_channel",
        "subscriber", "seniority", "young", "social_engagement", "social_influence", "booking_lead", "genre_affinity"]


class House:
    """A venue and Mrs Durand, who has seats for six performances of the season, by six orders."""

    def __init__(self, api, venue):
        self.api, self.base = api, f"/v1/venues/{venue}"
        self.season = self.make("seasons", name="Present", starts_on=str(BEGUN), ends_on=str(ENDS))
        self.contact = self.make("contacts", last_name="Durand", birth_date="1950-01-01")["id"]
        self.orders = [self.order(number) for number in range(6)]
        until("she is Assidue", lambda: self.why("assiduity")["level"] == 3)

    def order(self, number):
        show = self.make("shows", name=f"Play {number}", genre="theatre")["id"]
        performance = self.make(
            "performances", show_id=show, starts_at=f"{TODAY - timedelta(days=10 + number)}T19:00:00Z")["id"]
        return self.make(
            "orders", external_id=f"O{number}", ordered_at=f"{TODAY - timedelta(days=50 + number)}T10:00:00Z",
            buyer_id=self.contact, currency="EUR", lines=[{"amount": 3000, "performance_id": performance}])

    def make(self, kind, **members):
        return self.api.ok(self.api.post(f"{self.base}/{kind}", members))

    def get(self, path, **parameters):
        return self.api.get(f"{self.base}/contacts/{self.contact}/{path}", params=parameters)

    def why(self, key, **parameters):
        return self.api.ok(self.get(f"indicators/{key}/explanation", **parameters))


@pytest.fixture
def house(venue_api, venue):
    return House(venue_api, venue)


def test_a_clerk_sees_why_she_is_no_longer_assidue(house):
    before = house.why("assiduity")
    assert before["value"] == 6 and before["agrees"] and before["is_complete"] and before["evidence_count"] == 6
    assert before["season"]["id"] == house.season["id"] and before["window"] is None and before["bands"] is None
    assert before["rule"]["version"] == 1 and "6 et plus : Assidu" in before["rule"]["text"]["fr"]
    first = before["evidence"][0]
    assert (first["kind"], first["order_external_id"], first["show"]) == ("line", "O0", "Play 0")
    assert first["status"] == "sold" and first["amount"] == 3000 and not first["neutral"]
    (line,) = house.orders[3]["lines"]
    house.api.ok(house.api.request(
        "PATCH", f"{house.base}/orders/{house.orders[3]['id']}/lines/{line['id']}", json={"status": "refunded"}))
    until("she is Régulière", lambda: house.why("assiduity")["level"] == 2)
    after = house.why("assiduity")
    assert after["value"] == 5 and after["agrees"] and after["level_name"]["fr"] == "Régulier"
    gone = {item["line_id"] for item in before["evidence"]} - {item["line_id"] for item in after["evidence"]}
    assert gone == {line["id"]}
    then = house.why("assiduity", as_of=before["computed_for"])
    assert then["value"] == 6 and then["agrees"] and then["as_of"] == before["computed_for"]


def test_every_indicator_explains_itself(house):
    was = f"{TODAY - timedelta(days=20)}T00:00:00Z"
    for parameters in ({}, {"as_of": was}):
        for shown in house.api.ok(house.get("indicators", **parameters))["data"]:
            why = house.why(shown["key"], **parameters)
            if parameters:
                assert {name: why[name] for name in shown} == shown
                assert why["agrees"], why
            assert why["rule"]["text"]["fr"] and why["rule"]["text"]["en"]
            # Nobody is ranked by nothing.
            ranks = shown["key"].startswith(("spend", "social"))
            assert (why["bands"] is None) == (not ranks or why["value"] == 0)
    assert [i["key"] for i in house.api.ok(house.get("indicators", as_of=was))["data"]] == KEYS
    (link,) = [i["explanation"] for i in house.api.ok(house.get("card"))["indicators"] if i["key"] == "recency"]
    # Not while the last of the orders is being computed.
    until("both say the same", lambda: house.api.ok(house.api.get(link)) == house.why("recency"))
    then = {i["key"]: i for i in house.api.ok(house.get("indicators", as_of=was))["data"]}
    # Ordered by then, and still to come.
    assert then["recency"]["level"] == 4 and then["spend_tier_current"]["value"] == 18000
    bands = house.why("spend_tier_current", as_of=was)["bands"]
    assert bands == {"population": "other", "contacts": 1, "low_up_to": None, "high_from": None, "value": 18000, "place": 1}


def test_of_much_evidence_the_newest_is_listed_and_all_is_counted(house):
    performance = house.why("assiduity")["evidence"][0]["performance_id"]
    for number in range(2):
        house.make(
            "orders", external_id=f"Group{number}", ordered_at=f"{TODAY - timedelta(days=5 + number)}T10:00:00Z",
            buyer_id=house.contact, currency="EUR", lines=[{"amount": 10, "performance_id": performance}] * 500)
    until("her 1,000 seats count", lambda: house.why("assiduity")["evidence_count"] == 1006)
    why = house.why("assiduity")
    assert (why["value"], why["is_complete"], why["agrees"], len(why["evidence"])) == (6, False, None, 1000)
    assert {item["order_external_id"] for item in why["evidence"]} == {"Group0", "Group1"}
    assert {item["neutral"] for item in why["evidence"]} == {None}
    assert why == house.why("assiduity")
    # Ranked by what all of it gives, listed or not.
    now = until("its tier then is known", lambda: house.why("spend_tier_current", as_of=why["as_of"]))
    assert (now["value"], now["bands"]["value"], now["evidence_count"], now["agrees"]) == (28000, 28000, 1006, None)
    first = house.why("seniority")
    assert first["is_complete"] and first["agrees"]


def test_rankings_take_turns_and_keep_nobody_else_waiting(house, venue, stack):
    """What is locked is read by rankings alone: those under way stay so for as long as the test likes."""
    was = f"{TODAY - timedelta(days=20)}T00:00:00Z"

    def timed(path, **parameters):
        begun = monotonic()
        answer = house.get(path, **parameters)
        return answer, monotonic() - begun

    with ThreadPoolExecutor(12) as clients, psycopg.connect(stack.env["DATABASE_URL"]) as owner:
        owner.execute(f'LOCK TABLE "venue_{venue}".share_links IN ACCESS EXCLUSIVE MODE')
        asked = [clients.submit(timed, "indicators", as_of=was) for _ in range(12)]
        until("all but two are answered", lambda: count(asked) == 10)
        for _ in range(20):
            answer, lasted = timed("indicators/assiduity/explanation", as_of=was)
            assert answer.status_code == 200 and lasted < 2
        owner.rollback()
    answers = [future.result() for future in asked]
    refused = [(answer, lasted) for answer, lasted in answers if answer.status_code != 200]
    assert len(refused) == 10
    for answer, lasted in refused:
        told = problem(answer, 503, "unavailable")
        assert answer.headers["Retry-After"] == "5" and "as_of" in told["detail"]
        assert 1.5 < lasted < 10
    assert house.get("indicators", as_of=was).status_code == 200


def count(futures):
    return sum(future.done() for future in futures)


def test_bad_input_is_told(house, venue_api):
    for path in ("indicators", "indicators/recency/explanation"):
        for instant in ("yesterday", "2026-01-01", "2999-01-01T00:00:00Z", "1899-12-31T23:59:59Z", ""):
            assert "as_of" in problem(house.get(path, as_of=instant), 400, "invalid_request")["detail"]
        problem(house.get(path, at="2026-01-01T00:00:00Z"), 400, "invalid_request")
    problem(house.get("indicators/unknown/explanation"), 404, "not_found")
    problem(venue_api.get(f"{house.base}/contacts/1/indicators/recency/explanation"), 404, "not_found")
    problem(venue_api.get(f"{house.base}/contacts/1/indicators?as_of=2026-01-01T00:00:00Z"), 404, "not_found")
