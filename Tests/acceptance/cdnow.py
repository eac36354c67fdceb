"""The purchases of the CDNOW file as orders of a theatre in New York, and some of them again in our days.

The purchases are real and older than any window of the indicators. So a few hundred customers buy again, as the same
people or as new ones, with their real amounts and intervals, shifted to the seasons around today; some of these orders
are cancelled, for goods, for a season ticket, paid or held by others. Each is a row of the import and a `Line` of the
oracle."""
import csv
import datetime as dates
import io
from dataclasses import dataclass
from decimal import Decimal

from indicators import Line, Season

TIME_ZONE = "America/New_York"
PURCHASES, CUSTOMERS, CENTS = 69_659, 23_570, 250_031_563
COLUMNS = ["order_id", "line_id", "ordered_at", "contact_id", "contact_kind", "payer_id", "holder_id", "status",
           "family", "show_id", "show_name", "performance_id", "performance_at", "season", "quantity", "amount",
           "currency"]
# 1998-03-01 becomes today: the purchases then reach from 14 months ago to four months ahead.
SHIFTED_TO_TODAY = dates.date(1998, 3, 1)
EVERY = 60


@dataclass
class Purchase:
    number: int
    customer: str
    day: dates.date
    quantity: int
    cents: int


def purchases(path):
    """The file's lines, its heading left out."""
    with open(path, encoding="ascii") as file:
        next(file)
        for number, line in enumerate(file, 1):
            customer, day, quantity, dollars = line.split()
            yield Purchase(number, customer, dates.datetime.strptime(day, "%Y%m%d").date(), int(quantity),
                           int(Decimal(dollars) * 100))


def seasons(today):
    """Half years over the file, one long season after it, then the previous, the current and the next one."""
    halves = [dates.date(1997, 1, 1), dates.date(1997, 7, 1), dates.date(1998, 1, 1), dates.date(1998, 7, 1)]
    this = today.year if today.month >= 9 else today.year - 1
    starts = halves + [dates.date(year, 9, 1) for year in range(this - 1, this + 3)]
    return [Season(f"{first} to {last}", first, last) for first, last in zip(starts, starts[1:])]


def historic(purchase):
    """A purchase where it was made: (row of the import, line of the oracle)."""
    line = Line(purchase.day, purchase.customer, purchase.cents, performance=f"E{purchase.day}",
                performance_on=purchase.day)
    return row(f"C{purchase.number:05}", purchase.quantity, line), line


def shifted(path, today):
    """The later purchases: (row, line) for each. What varies depends on the number of the purchase alone."""
    season_at = {s.name: s for s in seasons(today)}
    for purchase in purchases(path):
        customer = int(purchase.customer)
        if customer % EVERY:
            continue
        number, person = purchase.number, customer // EVERY
        day = purchase.day + (today - SHIFTED_TO_TODAY)
        ordered = min(day - dates.timedelta(days=10), today - dates.timedelta(days=1))
        line = Line(ordered, purchase.customer if person % 3 == 0 else f"N{purchase.customer}", purchase.cents,
                    performance=f"E{day}", performance_on=day)
        line.status = ("sold", "cancelled", "reserved", "refunded")[number % 23 % 4] if number % 23 < 4 else "sold"
        if number % 13 == 5:
            line.family = ("goods", "visit", "competition")[number % 3]
        if person % 10 == 4:
            # A season ticket of the season that holds the day: no performance of its own.
            line.family, line.performance, line.performance_on = "subscription", None, None
            line.season = next(s.name for s in season_at.values() if s.starts_on <= day < s.ends_on)
        line.payer = f"Y{number % 9}" if number % 11 == 3 else None
        line.holder = f"H{number % 5}" if number % 7 == 2 else None
        kind = "structure" if line.buyer.startswith("N") and person % 5 == 1 else "individual"
        yield row(f"S{number:05}", purchase.quantity, line, kind), line, kind


def row(order, quantity, line, kind="individual"):
    dollars = f"{line.cents // 100}.{line.cents % 100:02}"
    performance = ([f"show-{line.family}", f"An evening of {line.family}", f"{line.performance}-{line.family}",
                    f"{line.performance_on}T20:00"] if line.performance else ["", "", "", ""])
    if line.performance:
        line.performance = performance[2]
    return [order, "1", f"{line.ordered_on}T12:30", line.buyer, kind, line.payer or "", line.holder or "", line.status,
            line.family, *performance, "" if line.performance else line.season or "", str(quantity), dollars, "USD"]


def to_csv(rows):
    """The bytes of an import."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode()
