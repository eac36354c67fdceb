"""What orders were at any instant, by the rules of docs/ticketing.md and nothing else: every word is kept, and looked
through anew for every question.

Obvious code, of another shape than the product's SQL."""
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def written(moment):
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Line:
    """A line as a source tells it."""
    status: str
    quantity: int
    amount: int
    performance: str | None = None
    holder: str | None = None
    replaces: str | None = None
    status_at: datetime | None = None

    def told(self, external_id):
        """As a member of `lines`."""
        said = {"external_id": external_id, "status": self.status, "quantity": self.quantity, "amount": self.amount,
                "performance_external_id": self.performance, "holder_external_id": self.holder,
                "replaces": self.replaces, "status_at": self.status_at and written(self.status_at)}
        return {name: value for name, value in said.items() if value is not None}

    @property
    def sums(self):
        """Seats and cents sold, seats and cents reserved."""
        sold, reserved = self.status == "sold", self.status == "reserved"
        return (self.quantity * sold, self.amount * sold, self.quantity * reserved, self.amount * reserved)


NOTHING = Line("none", 0, 0)


@dataclass(frozen=True)
class Word:
    """What a source says of one order at one instant."""
    order: str
    updated_at: datetime
    ordered_at: datetime
    buyer: str
    payer: str | None
    channel: str
    lines: dict

    def told(self):
        said = {"external_id": self.order, "source_updated_at": written(self.updated_at),
                "ordered_at": written(self.ordered_at), "currency": "EUR", "buyer_external_id": self.buyer,
                "payer_external_id": self.payer, "channel": self.channel,
                "lines": [line.told(name) for name, line in self.lines.items()]}
        return {name: value for name, value in said.items() if value is not None}


class Model:
    """Every word, in the order they arrived."""

    def __init__(self):
        self.words = defaultdict(list)

    def hear(self, word):
        self.words[word.order].append(word)

    def head(self, order):
        """The newest word; of two as new, the one that arrived later."""
        newest = self.words[order][0]
        for word in self.words[order]:
            if word.updated_at >= newest.updated_at:
                newest = word
        return newest

    def line_words(self, order, name):
        """What was said of a line, by when it was said to be so: one for each instant, the last to arrive."""
        said = {}
        for word in self.words[order]:
            if name in word.lines:
                said[word.updated_at] = word.lines[name]
        return said

    def line_names(self, order):
        return {name for word in self.words[order] for name in word.lines}

    def since(self, order, said, updated_at):
        """When what was said at `updated_at` began."""
        line = said[updated_at]
        if line.status_at is not None:
            return line.status_at
        if updated_at == min(said) and line.status in ("sold", "reserved"):
            return self.head(order).ordered_at
        return updated_at

    def line(self, order, name, moment):
        """The line at an instant: of what had begun by then, the newest word counts."""
        said = self.line_words(order, name)
        begun = [at for at in said if self.since(order, said, at) <= moment]
        return said[max(begun)] if begun else None

    def lines(self, order, moment):
        found = {name: self.line(order, name, moment) for name in self.line_names(order)}
        return {name: line for name, line in found.items() if line is not None}

    def current(self, order):
        return {name: said[max(said)] for name in self.line_names(order) if (said := self.line_words(order, name))}

    def instants(self, order):
        """Every instant at which something of the order may change."""
        found = set()
        for name in self.line_names(order):
            said = self.line_words(order, name)
            found |= {self.since(order, said, at) for at in said}
        return sorted(found)

    def sums(self, order, moment):
        lines = self.lines(order, moment).values()
        return tuple(sum(part) for part in zip((0, 0, 0, 0), *(line.sums for line in lines)))

    def entries(self, order):
        """What changed when: (instant, line, kind, sums more than before)."""
        made = []
        replaced = {line.replaces for line in self.current(order).values()} - {None}
        for name in self.line_names(order):
            said = self.line_words(order, name)
            before = NOTHING
            for moment in sorted({self.since(order, said, at) for at in said}):
                after = self.line(order, name, moment)
                change = tuple(new - old for new, old in zip(after.sums, before.sums))
                if any(change) or after.status != before.status or after.performance != before.performance:
                    made.append((moment, name, kind(before, after, name in replaced), change))
                before = after
        return sorted(made)


def kind(before, after, is_replaced):
    """What the ledger calls a change of a line from one state to the next."""
    if after.status == "sold":
        if before.status != "sold":
            return "exchange" if after.replaces else "sale"
        if after.performance != before.performance:
            return "exchange"
        if after.amount < before.amount or after.quantity < before.quantity:
            return "partial_refund"
        return "correction"
    if after.status == "reserved":
        return "reservation" if before.status != "reserved" else "correction"
    if after.status == "refunded":
        return "refund"
    return "exchange" if is_replaced else "cancellation"


def changed(line, **members):
    return replace(line, **members)
