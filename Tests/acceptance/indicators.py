"""Five of the product's indicators, computed anew from the rules, for the tests to compare with what is stored.

Obvious code on plain rows, another shape than the product's SQL: one contact after the other, no set arithmetic."""
import datetime as dates
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Line:
    """A line of an order with what its order says; days are local dates of the venue."""
    ordered_on: dates.date
    buyer: str
    cents: int
    status: str = "sold"
    family: str = "event"
    performance: str | None = None
    performance_on: dates.date | None = None
    # The season the performance is sold in, or the product is valid for, when it is said and not left to the date.
    season: str | None = None
    payer: str | None = None
    holder: str | None = None

    @property
    def is_active(self):
        return self.status == "sold"


@dataclass
class Season:
    name: str
    starts_on: dates.date
    ends_on: dates.date


@dataclass
class Result:
    """Value and level of each indicator of one contact."""
    assiduity: tuple = (0, 0)
    recency: tuple = (None, 0)
    seniority: tuple = (None, 0)
    spend_tier_previous: tuple = (0, None)
    spend_tier_current: tuple = (0, None)


@dataclass
class Oracle:
    """What the rules give as of a local date, for contacts {id: kind}, seasons and lines."""
    today: dates.date
    contacts: dict
    seasons: list
    lines: list
    results: dict = field(init=False)

    def __post_init__(self):
        self.results = {contact: Result() for contact in self.contacts}
        current = next((s for s in self.seasons if s.starts_on <= self.today < s.ends_on), None)
        ended = [s for s in self.seasons if s.ends_on <= self.today]
        previous = max(ended, key=lambda s: s.ends_on, default=None)
        self._assiduity(current)
        self._recency()
        self._seniority()
        self._spend(previous, "spend_tier_previous")
        self._spend(current, "spend_tier_current")

    def season_of(self, line):
        """The season a line's revenue and attendance belong to: said, else the performance's date, else the order's."""
        day = line.performance_on or line.ordered_on
        return line.season or next((s.name for s in self.seasons if s.starts_on <= day < s.ends_on), None)

    def _assiduity(self, season):
        seen = defaultdict(set)
        for line in self.lines:
            if season and line.is_active and line.performance and self.season_of(line) == season.name:
                seen[line.holder or line.buyer].add(line.performance)
        for contact, performances in seen.items():
            count = len(performances)
            self.results[contact].assiduity = (count, 3 if count >= 6 else 2 if count >= 2 else 1)

    def _recency(self):
        for line in self.lines:
            if line.is_active and line.performance_on and line.family in ("event", "competition"):
                known = self.results[line.buyer].recency[0]
                latest = max(known or line.performance_on, line.performance_on)
                self.results[line.buyer].recency = (latest, self._recency_level(latest))

    def _recency_level(self, day):
        if day >= self.today:
            return 4
        if day > years_before(self.today, 1):
            return 3
        return 2 if day >= years_before(self.today, 3) else 1

    def _seniority(self):
        for line in self.lines:
            for contact in {line.buyer, line.payer, line.holder} - {None}:
                known = self.results[contact].seniority[0]
                first = min(known or line.ordered_on, line.ordered_on)
                self.results[contact].seniority = (first, self._seniority_level(first))

    def _seniority_level(self, day):
        if day > years_before(self.today, 1):
            return 1
        return 2 if day >= years_before(self.today, 4) else 3

    def _spend(self, season, key):
        if season is None:
            return
        revenue, subscribers = defaultdict(int), set()
        for line in self.lines:
            if line.is_active and self.season_of(line) == season.name:
                revenue[line.buyer] += line.cents
                if line.family == "subscription":
                    subscribers.add(line.buyer)
        populations = defaultdict(list)
        for contact, cents in revenue.items():
            setattr(self.results[contact], key, (cents, None))
            population = ("collectivity" if self.contacts[contact] == "structure"
                          else "subscriber" if contact in subscribers else "other")
            if cents > 0:
                populations[population].append((cents, contact))
        for people in populations.values():
            amounts = sorted(cents for cents, _ in people)
            for cents, contact in people:
                setattr(self.results[contact], key, (cents, band(cents, amounts)))


def band(value, ordered):
    """1 low, 2 middle, 3 high: the place of a value among the ordered values of its population."""
    count = len(ordered)
    if bisect_right(ordered, value) * 2 <= count:
        return 1
    return 3 if bisect_left(ordered, value) * 10 >= count * 8 else 2


def years_before(day, years):
    """The same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
