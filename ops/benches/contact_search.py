"""How long searches take through the API, by what is searched for, and how long the search for duplicates takes.

contact_search.py VENUE QUERIES, with the stack's env."""
import os
import random
import sys
import time

import psycopg
import requests

venue, queries = sys.argv[1], int(sys.argv[2])
path = f"{os.environ['SICSTINE_API_URL']}/v1/venues/{venue}"
session = requests.Session()
session.headers["Authorization"] = f"Bearer {os.environ['SICSTINE_ADMIN_KEY']}"
chance = random.Random(1)
COMMON = ["martin", "marie", "jean", "marie martin", "bernard", "jean pierre", "ma", "m", "le", "de la tour", "mar jea", "anne",
          "pierre martin", "lefevre", "thomas", "petit", "da silva", "nguyen"]


def people():
    """Some contacts, drawn by their ids."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        return database.execute(
            "SELECT external_id, first_name, last_name, email FROM contacts WHERE email IS NOT NULL"
            " AND length(last_name) > 5 ORDER BY hashint8extended(id, 7) LIMIT %s", [queries]).fetchall()


def wrong(word):
    """The word with one letter wrong, not the first."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice([word[:at] + word[at + 1:], word[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1:],
                          word[:at] + "e" + word[at:], word[:at] + word[at + 1] + word[at] + word[at + 2:]])


def ask(q):
    begun = time.perf_counter()
    answer = session.get(f"{path}/contacts/search", params={"q": q, "limit": 20})
    answer.raise_for_status()
    return (time.perf_counter() - begun) * 1_000, [one["contact"]["external_id"] for one in answer.json()["data"]]


def measure(sort, asked, must_be_found):
    """Asks everything once unmeasured, then again: `asked` are texts, each with the external id of who is meant."""
    for q, _ in asked:
        ask(q)
    times, missed = [], 0
    for q, meant in asked:
        taken, found = ask(q)
        times.append((taken, q))
        missed += must_be_found and meant not in found
    times.sort()
    print(f"{sort}: {missed} of {len(asked)} not among the first twenty, the slowest: {times[-1][1]}", file=sys.stderr)
    print(f"{sort}_p50_ms {times[len(times) // 2][0]:.1f} ms")
    print(f"{sort}_p95_ms {times[int(len(times) * 0.95)][0]:.1f} ms")
    return times


def duplicates():
    """Has duplicates looked for as at night, twice: the first finds all, the second finds nothing new. The longer one."""
    longest = 0
    for _ in range(2):
        made = session.post(f"{path}/schedules", json={
            "task": "contacts.find_duplicates", "cadence": "interval", "every_seconds": 86_400})
        made.raise_for_status()
        schedule = f"{path}/schedules/{made.json()['id']}"
        while True:
            runs = session.get(f"{schedule}/runs").json()["data"]
            if runs and runs[0]["state"] not in ("queued", "running"):
                break
            time.sleep(0.5)
        assert runs[0]["state"] == "done", runs[0]
        longest = max(longest, runs[0]["duration"])
        session.delete(schedule).raise_for_status()
    return longest


known = people()
everything = []
everything += measure("prefix", [(f"{last[:4]} {first[:3]}".lower(), one) for one, first, last, _ in known], False)
everything += measure("full_name", [(f"{first} {last}", one) for one, first, last, _ in known], False)
everything += measure("typo", [(f"{first} {wrong(last)}", one) for one, first, last, _ in known], True)
everything += measure("lone_typo", [(wrong(last), one) for one, _, last, _ in known], False)
everything += measure("email", [(email[:-8], one) for one, _, _, email in known], True)
everything += measure("external_id", [(one[:-1], one) for one, *_ in known], True)
everything += measure("common_name", [(chance.choice(COMMON), None) for _ in known], False)
everything.sort()
print(f"p50_ms {everything[len(everything) // 2][0]:.1f} ms")
print(f"p95_ms {everything[int(len(everything) * 0.95)][0]:.1f} ms")
print(f"worst_ms {everything[-1][0]:.1f} ms")
print(f"duplicates_seconds {duplicates():.1f} s")
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
    print(f"duplicates_found {database.execute('SELECT count(*) FROM contact_duplicates').fetchone()[0]} pairs")
