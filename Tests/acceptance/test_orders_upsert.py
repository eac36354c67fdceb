"""Orders as sources tell them: what is taken, what is refused, what they were, and what the ledger says."""
from itertools import permutations

import pytest

from problems import problem
from test_catalogue import NUMBERS, Catalogue, errors, season_venue  # noqa: F401

DAYS = {"first": "2026-10-01T10:00:00Z", "second": "2026-10-02T10:00:00Z", "third": "2026-10-03T10:00:00Z"}


class Orders(Catalogue):
    def order(self, external_id="1", lines=None, **members):
        return {"external_id": external_id, "ordered_at": "2026-10-01T09:00:00Z", "currency": "EUR",
                "buyer_external_id": "B", "lines": lines or [line()], **members}

    def take(self, *orders):
        """The outcomes."""
        return [result["outcome"] for result in self.tell("orders", *orders)]

    def refusal(self, **members):
        """Why an order is refused, alone and in a batch."""
        order = self.order("refused", **members)
        answer = self.post("orders", [order, self.order("taken")])
        refused, taken = self.api.ok(answer)["data"]
        assert refused["outcome"] == "refused" and refused["id"] is None and taken["outcome"] in ("created", "unchanged")
        del order["external_id"]
        alone = self.put("orders", "refused", order)
        assert errors(alone) == {(error["pointer"], error["code"]) for error in refused["errors"]}
        return errors(alone)

    def found(self, external_id="1", **query):
        for order in self.own("orders"):
            if order["external_id"] == external_id:
                return self.api.ok(self.api.get(f"{self.base}/orders/{order['id']}", params=query))
        return None

    def lines(self, external_id="1", **query):
        return {line["external_id"]: line for line in self.found(external_id, **query)["lines"]}

    def ledger(self, external_id="1"):
        path = f"{self.base}/orders/{self.found(external_id)['id']}/ledger"
        return [(entry["occurred_at"], entry["kind"], entry["sold_quantity"], entry["sold_amount"],
                 entry["reserved_quantity"], entry["reserved_amount"]) for entry in self.api.ok(self.api.get(path))["data"]]


def line(external_id="1", amount=1000, **members):
    return {"external_id": external_id, "amount": amount, **members}


@pytest.fixture
def box(platform_api, season_venue):
    """A source that has told of something of everything an order names."""
    return furnished(Orders(platform_api, season_venue, f"box-{next(NUMBERS)}"))


def furnished(box):
    box.tell("shows", {"external_id": "S", "name": "Phèdre"})
    box.tell("performances", *({"external_id": name, "show_external_id": "S", "starts_at": "2026-12-01T20:00:00Z"}
                               for name in ("P", "Q")))
    box.tell("products", {"external_id": "A", "name": "Abonnement", "family": "subscription"})
    box.tell("tariffs", {"external_id": "T", "name": "Plein", "kind": "full"})
    box.tell("audience-categories", {"external_id": "K", "name": "Enfant", "is_child": True})
    box.tell("sales-channels", {"external_id": "W", "name": "Web", "type": "INTERNET"})
    return box


def test_everything_told_of_an_order_is_kept(box):
    seat = line(
        "seat", 2500, status="sold", status_at="2026-10-01T09:30:00Z", family="competition", performance_external_id="P",
        product="Carré or", product_external_id="A", tariff_external_id="T", audience_category_external_id="K",
        season="2026-2027", valid_from="2026-09-01", valid_to="2027-08-31", quantity=2, holder_external_id="H",
        replaces="old", subscription_order_external_id="9", subscription_line_external_id="1")
    order = box.order("O", [seat, line("old", 2000, status="cancelled")], payer_external_id="Payer",
                      sales_channel_external_id="W", source_updated_at="2026-10-02T10:00:00.123456Z")
    assert box.take(order) == ["created"]
    found = box.found("O")
    people = {contact["external_id"]: contact["id"] for contact in box.own("contacts")}
    assert (found["source"], found["source_updated_at"]) == (box.name, "2026-10-02T10:00:00.123456Z")
    assert (found["buyer_id"], found["payer_id"], found["channel"]) == (people["B"], people["Payer"], "INTERNET")
    kept = box.lines("O")["seat"]
    said = {member: value for member, value in seat.items() if not member.endswith("external_id") and member != "season"}
    assert {member: kept[member] for member in said} == said
    assert kept["holder_id"] == people["H"]
    named = {"performance_id": "performances", "product_id": "products", "tariff_id": "tariffs",
             "audience_category_id": "audience-categories"}
    assert [box.find(kind, kept[member])["external_id"] for member, kind in named.items()] == ["P", "A", "T", "K"]
    assert box.find("seasons", kept["season_id"])["name"] == "2026-2027"
    assert (kept["subscription_order_external_id"], kept["subscription_line_external_id"]) == ("9", "1")


def test_what_is_not_said_of_a_line_has_its_default(box):
    box.take(box.order("1", [line("a"), line("b", performance_external_id="P"), line("c", product_external_id="A")]))
    lines = box.lines()
    assert [lines[name]["family"] for name in "abc"] == ["event", "event", "subscription"]
    assert {kept["status"] for kept in lines.values()} == {"sold"} and lines["c"]["product"] == "Abonnement"
    assert box.found()["channel"] == "OTHERS"


@pytest.mark.parametrize("member, reason", [
    ("performance_external_id", "unknown_performance"), ("season", "unknown_season"),
    ("product_external_id", "unknown_product"), ("tariff_external_id", "unknown_tariff"),
    ("audience_category_external_id", "unknown_audience_category")])
def test_an_order_that_names_what_is_unknown_is_refused_whole(box, member, reason):
    reasons = box.refusal(lines=[line("good"), line("bad", **{member: "nowhere"})])
    assert ("#", reason) in reasons
    assert box.found("refused") is None


def test_an_unknown_sales_channel_is_refused(box):
    assert ("#", "unknown_sales_channel") in box.refusal(sales_channel_external_id="nowhere")


@pytest.mark.parametrize("members, pointer, code", [
    ({"currency": "USD"}, "#/currency", "bad_format"), ({"lines": []}, "#/lines", "too_short"),
    ({"lines": [line(), line()]}, "#/lines", "not_allowed"), ({"ordered_at": "2026-10-01"}, "#/ordered_at", "bad_format"),
    ({"buyer_external_id": ""}, "#/buyer_external_id", "too_short"), ({"channel": "web"}, "#/channel", "not_allowed"),
    ({"channel": "B2B", "sales_channel_external_id": "W"}, "#/channel", "not_allowed"),
    ({"lines": [line(quantity=0)]}, "#/lines/0/quantity", "out_of_range"),
    ({"lines": [line(amount=12.5)]}, "#/lines/0/amount", "wrong_type"),
    ({"lines": [line(), line("2", status="lost")]}, "#/lines/1/status", "not_allowed"),
    ({"lines": [line(replaces="1")]}, "#/lines/0/replaces", "not_allowed"),
    ({"lines": [line(valid_from="2027-01-02", valid_to="2027-01-01")]}, "#/lines/0/valid_to", "not_allowed"),
    ({"lines": [line(subscription_line_external_id="1")]}, "#/lines/0/subscription_line_external_id", "not_allowed"),
    ({"lines": [line(performance_id="1")]}, "#/lines/0/performance_id", "unknown_field"),
    ({"source_updated_at": DAYS["first"], "lines": [line(status_at="2026-10-01T10:00:00.000001Z")]},
     "#/lines/0/status_at", "not_allowed")])
def test_an_order_of_another_form_is_refused(box, members, pointer, code):
    if members.get("lines") == []:
        answer = box.put("orders", "refused", {**box.order(), "external_id": "refused", "lines": []})
        assert errors(answer) == {(pointer, code)}
        return
    assert box.refusal(**members) == {(pointer, code)}


def test_a_state_that_begins_after_it_arrives_is_refused(box):
    assert ("#", "invalid_status_date") in box.refusal(lines=[line(status_at="9999-01-01T00:00:00Z")])


def test_a_line_not_named_stays_as_it_is(box):
    box.take(box.order("1", [line("a", 100), line("b", 200)], source_updated_at=DAYS["first"]))
    assert box.take(box.order("1", [line("b", 250)], source_updated_at=DAYS["second"])) == ["updated"]
    assert {name: kept["amount"] for name, kept in box.lines().items()} == {"a": 100, "b": 250}


@pytest.mark.parametrize("at_once", [True, False])
def test_the_newest_word_wins_in_any_order(box, at_once):
    for order in permutations(DAYS):
        name = " ".join(order)
        words = {day: box.order(name, [line("1", amount)], source_updated_at=at, buyer_external_id=day)
                 for (day, at), amount in zip(DAYS.items(), (100, 200, 300))}
        told = [words[day] for day in order]
        outcomes = box.take(*told) if at_once else [outcome for word in told for outcome in box.take(word)]
        assert outcomes[0] == "created" and set(outcomes[1:]) <= {"updated", "superseded"}
        found = box.found(name)
        buyer = box.find("contacts", found["buyer_id"])["external_id"]
        assert (buyer, found["lines"][0]["amount"], found["source_updated_at"]) == ("third", 300, DAYS["third"])
        amounts = [box.lines(name, as_of=at)["1"]["amount"] for at in DAYS.values()]
        assert amounts == [100, 200, 300]
        assert box.ledger(name) == [
            ("2026-10-01T09:00:00Z", "sale", 1, 100, 0, 0), (DAYS["second"], "correction", 0, 100, 0, 0),
            (DAYS["third"], "correction", 0, 100, 0, 0)]


def test_the_same_word_again_changes_nothing(box):
    word = box.order("1", source_updated_at=DAYS["first"])
    assert box.take(word, word) == ["created", "unchanged"]
    assert box.take(word) == ["unchanged"]
    undated = box.order("2")
    assert box.take(undated) + box.take(undated) == ["created", "unchanged"]
    assert len(box.ledger("2")) == 1


def test_of_two_words_of_one_instant_the_later_counts(box):
    words = [box.order("1", [line("1", amount)], source_updated_at=DAYS["first"], channel=channel)
             for amount, channel in ((100, "B2B"), (200, "INTERNET"))]
    assert box.take(*words) == ["created", "updated"]
    assert [entry[3] for entry in box.ledger()] == [200] and box.found()["channel"] == "INTERNET"


def test_sources_do_not_meet(box, platform_api, season_venue):
    box.take(box.order("1", [line("1", 100)]))
    other = Orders(platform_api, season_venue, "other")
    assert other.take(other.order("1", [line("1", 900)])) == ["created"]
    assert [order["lines"][0]["amount"] for seller in (box, other) for order in seller.own("orders")] == [100, 900]
    assert ("#", "unknown_performance") in other.refusal(lines=[line(performance_external_id="P")])


def test_what_becomes_of_lines_is_in_the_ledger(box):
    def say(day, *lines):
        box.take(box.order("1", list(lines), source_updated_at=f"2026-10-{day:02}T10:00:00Z"))

    say(1, line("1", 2000, quantity=2, performance_external_id="P"), line("2", 1000, status="reserved"))
    say(2, line("1", 1000, quantity=1, performance_external_id="P"), line("2", 1000))
    say(3, line("1", 1000, quantity=1, performance_external_id="Q"), line("2", 1000, status="refunded"))
    say(4, line("1", 1000, quantity=1, status="cancelled", performance_external_id="Q"), line("3", 1500, replaces="1"))
    say(5, line("3", 1500, status="cancelled", replaces="1"))
    assert sorted(box.ledger()) == sorted([
        ("2026-10-01T09:00:00Z", "sale", 2, 2000, 0, 0), ("2026-10-01T09:00:00Z", "reservation", 0, 0, 1, 1000),
        ("2026-10-02T10:00:00Z", "partial_refund", -1, -1000, 0, 0), ("2026-10-02T10:00:00Z", "sale", 1, 1000, -1, -1000),
        ("2026-10-03T10:00:00Z", "exchange", 0, 0, 0, 0), ("2026-10-03T10:00:00Z", "refund", -1, -1000, 0, 0),
        ("2026-10-04T10:00:00Z", "exchange", -1, -1000, 0, 0), ("2026-10-01T09:00:00Z", "exchange", 1, 1500, 0, 0),
        ("2026-10-05T10:00:00Z", "cancellation", -1, -1500, 0, 0)])


def test_the_ledger_of_days_is_by_the_venues_calendar(venue_api, venue):
    box = furnished(Orders(venue_api, venue, "box"))
    # In Paris the first is on the second day, the others on either side of clocks going back.
    told = [("1", "2026-10-24T22:00:00Z", 100), ("2", "2026-10-25T22:59:59Z", 20), ("3", "2026-10-25T23:00:00Z", 3)]
    for name, at, amount in told:
        box.take(box.order(name, [line("1", amount)], ordered_at=at, source_updated_at=at))
    box.take(box.order("1", [line("1", 100, status="refunded")], ordered_at="2026-10-24T22:00:00Z",
                       source_updated_at="2026-10-25T12:00:00Z"))

    def days(first, last):
        told = box.api.ok(box.api.get(f"{box.base}/ledger", params={"from": first, "to": last}))
        return ([(row["day"], row["kind"], row["entries"], row["sold_amount"]) for row in told["data"]], told["totals"])

    rows, totals = days("2026-10-25", "2026-10-25")
    assert rows == [("2026-10-25", "refund", 1, -100), ("2026-10-25", "sale", 2, 120)]
    assert totals == {"gross_quantity": 2, "gross_amount": 120, "reversed_quantity": 1, "reversed_amount": 100,
                      "net_quantity": 1, "net_amount": 20}
    assert days("2026-10-26", "2026-10-26")[0] == [("2026-10-26", "sale", 1, 3)]
    assert days("2026-10-24", "2026-10-24")[0] == []
    for query in ("", "?from=2026-10-25", "?from=2026-10-26&to=2026-10-25", "?from=2026-10-25&to=x",
                  "?from=2026-10-25&to=2026-10-25&day=1"):
        problem(box.api.get(f"{box.base}/ledger{query}"), 400, "invalid_request")


@pytest.mark.parametrize("as_of", ["2026-10-01", "now", "", "2026-10-01T10:00:00"])
def test_an_order_is_asked_for_as_of_an_instant(box, as_of):
    box.take(box.order())
    problem(box.api.get(f"{box.base}/orders/{box.found()['id']}", params={"as_of": as_of}), 400, "invalid_request")


def test_before_it_was_made_an_order_has_no_lines(box):
    box.take(box.order())
    assert box.lines(as_of="2026-10-01T08:59:59.999999Z") == {}
    assert set(box.lines(as_of="2026-10-01T11:00:00+02:00")) == {"1"}


def test_orders_made_by_hand_have_a_ledger_too(box):
    buyer = box.api.ok(box.api.post(f"{box.base}/contacts", {"external_id": "Hand"}))["id"]
    order = box.api.ok(box.api.post(f"{box.base}/orders", {
        "ordered_at": "2026-10-01T09:00:00Z", "buyer_id": buyer, "currency": "EUR", "lines": [{"amount": 700}]}))
    path = f"{box.base}/orders/{order['id']}"
    box.api.ok(box.api.request("PATCH", f"{path}/lines/{order['lines'][0]['id']}", json={"status": "refunded"}))
    entries = box.api.ok(box.api.get(f"{path}/ledger"))["data"]
    assert [(entry["kind"], entry["sold_amount"]) for entry in entries] == [("sale", 700), ("refund", -700)]
    assert box.api.ok(box.api.get(path, params={"as_of": entries[0]["occurred_at"]}))["lines"][0]["status"] == "sold"
