"""The proof of orders: random histories, told in any order, against a model that knows the rules and not the SQL.

SICSTINE_ORDER_HISTORIES asks for more of them, SICSTINE_SEED for others."""
import os
import zoneinfo
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random, SystemRandom
from urllib.parse import quote

import pytest

from clients import Api
from order_histories import BEGINNING, PERFORMANCES, History, deliveries
from order_model import Model, instant, written

COUNT = int(os.environ.get("SICSTINE_ORDER_HISTORIES", "120"))
SEED = int(os.environ.get("SICSTINE_SEED", SystemRandom().randrange(10**6)))
PARIS = zoneinfo.ZoneInfo("Europe/Paris")


@pytest.fixture
def random(request):
    seed = f"{SEED} {request.node.name}"
    print(f"SICSTINE_SEED={SEED}")
    return Random(seed)


@pytest.fixture
def box(venue_api, venue, database):
    return Box(venue_api, venue, database)


class Box:
    """A venue whose orders are told by the source `box`."""

    def __init__(self, api, venue, database):
        self.api, self.base, self.database = api, f"/v1/venues/{venue}", database
        self.schema = f'"venue_{venue}"'
        self.tell("shows", {"external_id": "S", "name": "Phèdre"})
        self.tell("performances", *(
            {"external_id": name, "show_external_id": "S", "starts_at": "2026-12-01T20:00:00Z"} for name in PERFORMANCES))

    def tell(self, kind, *items):
        answer = self.api.ok(self.api.post(f"{self.base}/sources/box/{kind}", {"data": list(items)}))["data"]
        assert [result["external_id"] for result in answer] == [item["external_id"] for item in items]
        assert all(result["outcome"] != "refused" and not result["errors"] for result in answer), answer
        return answer

    def deliver(self, words):
        """Sends some words: a single one by its own address as often as not."""
        if len(words) == 1 and words[0].updated_at.microsecond % 2:
            said = words[0].told()
            name = said.pop("external_id")
            path = f"{self.base}/sources/box/orders/{quote(name, safe='')}"
            answer = self.api.request("PUT", path, json=said)
            result = self.api.ok(answer)
            assert answer.status_code == (201 if result["outcome"] == "created" else 200)
            return [result]
        return self.tell("orders", *(word.told() for word in words))

    def names(self, table):
        rows = self.database.execute(f"SELECT id, external_id FROM {self.schema}.{table} WHERE source = 'box'").fetchall()
        return {str(identifier): name for identifier, name in rows}

    def order(self, identifier, as_of=None):
        query = f"?as_of={quote(written(as_of))}" if as_of else ""
        return self.api.ok(self.api.get(f"{self.base}/orders/{identifier}{query}"))

    def ledger(self, identifier):
        return self.api.ok(self.api.get(f"{self.base}/orders/{identifier}/ledger"))["data"]


class Reader:
    """Answers in the words of the model."""

    def __init__(self, box):
        self.people, self.performances = box.names("contacts"), box.names("performances")
        self.orders = {name: identifier for identifier, name in box.names("orders").items()}

    def lines(self, order):
        known = {line["external_id"]: (
            line["status"], line["quantity"], line["amount"], self.performances.get(line["performance_id"]),
            self.people.get(line["holder_id"]), line["replaces"], line["status_at"] and instant(line["status_at"]))
            for line in order["lines"]}
        assert len(known) == len(order["lines"]), "a line stands twice"
        return known

    def head(self, order):
        return (instant(order["ordered_at"]), self.people[order["buyer_id"]], self.people.get(order["payer_id"]),
                order["channel"], instant(order["source_updated_at"]))


def plain(lines):
    return {name: (line.status, line.quantity, line.amount, line.performance, line.holder, line.replaces, line.status_at)
            for name, line in lines.items()}


def moments(instants):
    """Every instant, a moment before the first and after each."""
    yield instants[0] - timedelta(microseconds=1)
    for here, following in zip(instants, [*instants[1:], instants[-1] + timedelta(days=1)]):
        yield here
        yield here + (following - here) / 2


def sums(entry):
    return (entry["sold_quantity"], entry["sold_amount"], entry["reserved_quantity"], entry["reserved_amount"])


def total(rows):
    return tuple(sum(part) for part in zip((0, 0, 0, 0), *rows))


def assert_order(box, reader, model, name):
    """The order now, at every past date, and its ledger."""
    identifier, head = reader.orders[name], model.head(name)
    now = box.order(identifier)
    assert reader.head(now) == (head.ordered_at, head.buyer, head.payer, head.channel, head.updated_at)
    assert reader.lines(now) == plain(model.current(name))
    line_names = {line["id"]: line["external_id"] for line in now["lines"]}
    entries = sorted((instant(entry["occurred_at"]), line_names[entry["line_id"]], entry["kind"], sums(entry))
                     for entry in box.ledger(identifier))
    assert entries == model.entries(name)
    for moment in moments(model.instants(name)):
        then = model.lines(name, moment)
        assert reader.lines(box.order(identifier, moment)) == plain(then), written(moment)
        assert total(change for at, _, _, change in entries if at <= moment) == model.sums(name, moment), written(moment)


def assert_days(box, model, names):
    """The venue's ledger, by local day and kind, and in all."""
    expected = {}
    entries = [entry for name in names for entry in model.entries(name)]
    for at, _, kind, change in entries:
        key = (at.astimezone(PARIS).date().isoformat(), kind)
        count, known = expected.get(key, (0, (0, 0, 0, 0)))
        expected[key] = (count + 1, total([known, change]))
    first, last = min(at for at, *_ in entries), max(at for at, *_ in entries)
    days = [moment.astimezone(PARIS).date().isoformat() for moment in (first, last)]
    told = box.api.ok(box.api.get(f"{box.base}/ledger?from={days[0]}&to={days[1]}"))
    assert {(row["day"], row["kind"]): (row["entries"], sums(row)) for row in told["data"]} == expected
    gross = tuple(sum(max(change[part], 0) for *_, change in entries) for part in (0, 1))
    net = total(model.sums(name, last) for name in names)
    assert told["totals"] == {
        "gross_quantity": gross[0], "gross_amount": gross[1], "reversed_quantity": gross[0] - net[0],
        "reversed_amount": gross[1] - net[1], "net_quantity": net[0], "net_amount": net[1]}


def test_histories_in_any_order_are_what_happened(random, box):
    histories = [History(random, f"O {number}/é") for number in range(COUNT)]
    model = Model()
    created = set()
    for words in deliveries(random, histories):
        for word, result in zip(words, box.deliver(words)):
            assert (result["outcome"] == "created") == (word.order not in created)
            created.add(word.order)
            model.hear(word)
    reader = Reader(box)
    assert set(reader.orders) == {history.name for history in histories}
    for history in histories:
        assert_order(box, reader, model, history.name)
    assert_days(box, model, [history.name for history in histories])


def test_histories_told_by_many_at_once_are_what_happened(random, box, stack):
    histories = [History(random, f"O{number}") for number in range(COUNT // 2)]
    model = Model()
    for history in histories:
        for word in history.words:
            model.hear(word)
    key = box.api.session.headers["Authorization"].removeprefix("Bearer ")

    def send(batches):
        mine = Box.__new__(Box)
        mine.__dict__ = box.__dict__ | {"api": Api(stack.env["SICSTINE_API_URL"], key)}
        return [result for words in batches for result in mine.deliver(words)]

    batches = list(deliveries(random, histories, rewriting=False))
    with ThreadPoolExecutor(4) as senders:
        results = [result for part in senders.map(send, [batches[place::4] for place in range(4)]) for result in part]
    assert sum(result["outcome"] == "created" for result in results) == len(histories)
    reader = Reader(box)
    for history in histories:
        assert_order(box, reader, model, history.name)
    assert_days(box, model, [history.name for history in histories])


def merge(box, survivor, absorbed):
    """The address of a new merge."""
    path = f"{box.base}/contacts/{survivor}/merges"
    return f"{path}/{box.api.ok(box.api.post(path, {'absorbed_id': absorbed}))['id']}"


def test_buyers_have_the_orders_they_made(random, box):
    histories = [History(random, f"O{number}") for number in range(COUNT // 4)]
    model = Model()
    for words in deliveries(random, histories, rewriting=False):
        box.deliver(words)
        for word in words:
            model.hear(word)
    people = {name: identifier for identifier, name in box.names("contacts").items()}

    def made_by(*names):
        return {history.name for history in histories if model.head(history.name).buyer in names}

    def assert_orders(expected):
        for name, orders in expected.items():
            found = box.api.pages(f"{box.base}/orders", buyer_id=people[name])
            assert {order["external_id"] for order in found} == orders, name

    alone = {name: made_by(name) for name in people}
    assert_orders(alone)
    first, second, third = random.sample(sorted(people), 3)
    merges = [merge(box, people[first], people[second]), merge(box, people[first], people[third])]
    assert_orders(alone | {first: made_by(first, second, third)})
    for word in (random.choice(histories).words[-1] for _ in range(5)):
        box.deliver([word])
    assert_orders(alone | {first: made_by(first, second, third)})
    for path in random.sample(merges, 2):
        box.api.ok(box.api.post(f"{path}/undo"))
    assert_orders(alone)


def test_the_histories_are_worth_the_name():
    """Each kind of change is among them, as is each status."""
    random = Random(1)
    model, names = Model(), []
    for number in range(150):
        history = History(random, f"O{number}")
        names.append(history.name)
        for word in history.words:
            model.hear(word)
    kinds = {kind for name in names for _, _, kind, _ in model.entries(name)}
    assert kinds == {"sale", "reservation", "cancellation", "refund", "partial_refund", "exchange", "correction"}
    statuses = {line.status for name in names for line in model.current(name).values()}
    assert statuses == {"sold", "reserved", "cancelled", "refunded"}
    assert all(model.instants(name)[0] >= BEGINNING - timedelta(days=8) for name in names)
