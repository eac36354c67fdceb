"""Histories of orders as box offices make them, out of a seed."""
from datetime import UTC, datetime, timedelta

from order_model import Line, Word, changed

# Two days before clocks go back in Paris.
BEGINNING = datetime(2026, 10, 23, 6, 0, tzinfo=UTC)
PERFORMANCES = [f"P{number}" for number in range(6)]
BUYERS = [f"B{number}" for number in range(12)]
CHANNELS = ["B2B", "INTERNET", "OTHERS"]
PEOPLE = [*BUYERS, *(f"H{number}" for number in range(6))]


class History:
    """One order from its beginning: what happens to it, and the words its source says of it."""

    def __init__(self, random, name):
        self.random, self.name = random, name
        self.now = BEGINNING + timedelta(microseconds=random.randrange(4 * 86_400_000_000))
        self.ordered_at, self.buyer = self.now, random.choice(BUYERS)
        self.payer = random.choice([None, random.choice(PEOPLE)])
        self.channel = random.choice(CHANNELS)
        self.lines, self.words = {}, []
        status = random.choice(["sold", "sold", "reserved"])
        for _ in range(random.randint(1, 4)):
            self.add(status)
        self.tell(set(self.lines))
        for _ in range(random.randint(0, 8)):
            self.live()

    def add(self, status, replaces=None):
        name = f"{len(self.lines) + 1}"
        self.lines[name] = Line(
            status, self.random.randint(1, 4), self.random.choice([0, 1250, 2000, 4999]),
            self.random.choice([None, *PERFORMANCES]), self.random.choice([None, self.random.choice(PEOPLE)]), replaces)
        return name

    def tell(self, touched):
        """The source tells of what has changed, or of the whole order."""
        self.now += timedelta(seconds=self.random.randint(1, 90), microseconds=self.random.randrange(10**6))
        told = self.lines if self.random.random() < 0.5 else {name: self.lines[name] for name in sorted(touched)}
        self.words.append(Word(self.name, self.now, self.ordered_at, self.buyer, self.payer, self.channel, dict(told)))

    def become(self, name, status, **members):
        """The source may say when it happened, which is before it says so."""
        at = self.now if self.random.random() < 0.4 else None
        self.lines[name] = changed(self.lines[name], status=status, status_at=at, **members)

    def live(self):
        self.now += timedelta(microseconds=self.random.randrange(2 * 86_400_000_000))
        deeds = [self.pay, self.refund, self.refund_part, self.exchange, self.move, self.cancel, self.correct, self.correct,
                 self.sell_more, self.say_again, self.date_back]
        touched = self.random.choice(deeds)()
        if touched:
            self.tell(touched)

    def one_of(self, *statuses):
        names = [name for name, line in self.lines.items() if line.status in statuses]
        return self.random.choice(names) if names else None

    def pay(self):
        names = {name for name, line in self.lines.items() if line.status == "reserved"}
        for name in names:
            self.become(name, "sold")
        return names

    def refund(self):
        name = self.one_of("sold")
        if name:
            self.become(name, "refunded")
        return {name} - {None}

    def refund_part(self):
        name = self.one_of("sold")
        if not name:
            return set()
        line = self.lines[name]
        self.become(name, "sold", quantity=max(1, line.quantity - 1), amount=line.amount * 2 // 3)
        return {name}

    def exchange(self):
        old = self.one_of("sold")
        if not old:
            return set()
        self.become(old, "cancelled")
        return {old, self.add("sold", replaces=old)}

    def move(self):
        name = self.one_of("sold")
        if name:
            self.become(name, "sold", performance=self.random.choice(PERFORMANCES))
        return {name} - {None}

    def cancel(self):
        names = set(self.random.choice([self.lines, [self.random.choice(list(self.lines))]]))
        for name in names:
            self.become(name, "cancelled")
        return names

    def correct(self):
        """A slip is put right: of the order, or of a line."""
        what = self.random.choice(["buyer", "payer", "ordered_at", "holder", "amount", "amount", "status"])
        name = self.random.choice(list(self.lines))
        if what == "buyer":
            self.buyer = self.random.choice(BUYERS)
        elif what == "payer":
            self.payer = self.random.choice([None, *PEOPLE])
        elif what == "ordered_at":
            self.ordered_at -= timedelta(seconds=self.random.randrange(100_000))
        elif what == "holder":
            self.lines[name] = changed(self.lines[name], holder=self.random.choice([None, *PEOPLE]))
        elif what == "amount":
            self.lines[name] = changed(self.lines[name], amount=self.lines[name].amount + 500)
        else:
            self.become(name, self.random.choice(["sold", "reserved"]))
        return {name}

    def sell_more(self):
        return {self.add("sold")}

    def say_again(self):
        return {self.random.choice(list(self.lines))}

    def date_back(self):
        """The source comes to know when it was."""
        name = self.random.choice(list(self.lines))
        at = self.ordered_at + (self.now - self.ordered_at) * self.random.random()
        self.lines[name] = changed(self.lines[name], status_at=at)
        return {name}


def deliveries(random, histories, rewriting=True):
    """Every word at least once, some twice, in no order, cut into batches of any size.

    `rewriting`: some words come again with another content and the same instant: the later to arrive counts."""
    words = [word for history in histories for word in history.words]
    words += [word for word in words if random.random() < 0.2]
    if rewriting:
        words += [rewritten(random, word) for word in words if random.random() < 0.05]
    random.shuffle(words)
    while words:
        size = random.choice([1, 1, 2, 5, 20, 100, 400])
        yield words[:size]
        words = words[size:]


def rewritten(random, word):
    lines = {name: changed(line, amount=line.amount + random.randint(1, 9)) for name, line in word.lines.items()}
    return Word(
        word.order, word.updated_at, word.ordered_at, random.choice(BUYERS), word.payer, random.choice(CHANNELS), lines)
