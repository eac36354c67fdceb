"""Files of every kind: looked at first, imported once, part after part whatever happens in between."""
import threading
import time
from pathlib import Path

import pytest

from clients import Api
from problems import problem
from stack import ROOT, until
from test_bad_files import refusals
from test_isolation import counts

HEADER = "order_id,line_id,ordered_at,contact_id,amount,currency,performance_id,performance_at,show_id,channel"
CSV = {"Content-Type": "text/csv"}


def line(order, number=1, contact=None, amount="10.00"):
    return (f"{order},{number},2026-11-01,{contact or f'C{order}'},{amount},EUR,P{order % 9},2026-12-01T20:00,S{order % 3},"
            "INTERNET")


def csv(lines, header=HEADER):
    return "\n".join([header, *lines, ""]).encode()


def post(api, venue, body, **options):
    return api.request("POST", f"/v1/venues/{venue}/imports", data=body, headers=CSV, params=options)


def at(venue, made, action=""):
    return f"/v1/venues/{venue}/imports/{made['id']}{action}"


def figures(made):
    return {name: made[name] for name in ("accepted_lines", "refused_lines", "new_lines", "changed_lines",
                                          "unchanged_lines", "superseded_lines", "new_orders")}


def contents(database, venue):
    """What orders files write, as far as it can be seen."""
    return [database.execute(f"SELECT {what} FROM venue_{venue}.{table}").fetchone() for what, table in (
        ("count(*)", "contacts"), ("count(*)", "performances"), ("count(*), min(source_updated_at)", "orders"),
        ("count(*), sum(amount), sum(quantity)", "order_lines"), ("count(*)", "order_line_versions"))]


def test_a_preview_writes_nothing_and_tells_what_applying_does(venue_api, venue, database):
    first = venue_api.import_orders(venue, csv(line(n) for n in range(40)))
    assert figures(first)["new_lines"] == 40
    before = contents(database, venue)
    lines = [line(n, amount="12.00" if n % 2 else "10.00") for n in range(60)] + ["60,1,never,C,1,EUR,,,,", "60,2,,,,,,,,"]
    shown = venue_api.import_file(venue, csv(lines), preview="true")
    assert (shown["status"], shown["preview"], shown["applied_lines"], shown["progress"]) == ("previewed", True, 0, 100)
    assert figures(shown) == {"accepted_lines": 60, "refused_lines": 2, "new_lines": 20, "changed_lines": 20,
                              "unchanged_lines": 20, "superseded_lines": 0, "new_orders": 20}
    told = refusals(venue_api, venue, shown)
    assert told == {62: ["invalid_date"], 63: ["missing_contact", "invalid_date", "invalid_amount", "foreign_currency"]}
    assert contents(database, venue) == before
    for _ in range(2):
        answer = venue_api.post(at(venue, shown, "/apply"))
        assert answer.status_code == 202 and answer.json()["id"] == shown["id"]
        done = venue_api.import_ended(at(venue, shown))
        assert (done["status"], done["preview"], done["applied_lines"]) == ("done", False, 60)
        assert figures(done) == figures(shown) and refusals(venue_api, venue, done) == told
    assert counts(database, venue)["import_rows"] == 0
    problem(venue_api.post(at(venue, shown, "/cancel")), 409, "conflict")


def test_the_same_content_is_the_same_import(venue_api, venue, database):
    body = csv(line(n) for n in range(30))
    made = venue_api.import_orders(venue, body)
    answer = post(venue_api, venue, body)
    assert (answer.status_code, answer.json()) == (200, made)
    assert counts(database, venue)["imports"] == 1 and counts(database, venue)["import_rows"] == 0
    other = venue_api.import_file(venue, body, source="shop")
    assert (other["id"], other["new_orders"]) != (made["id"], 0) and other["source"] == "shop"
    assert counts(database, venue)["orders"] == 60
    # What was refused may be right now.
    late = csv([line(0) + ",2031"], header=HEADER + ",season")
    refused = venue_api.import_orders(venue, late)
    assert refusals(venue_api, venue, refused) == {2: ["unknown_season"]}
    venue_api.ok(venue_api.post(f"/v1/venues/{venue}/seasons", {
        "name": "2031", "starts_on": "2031-09-01", "ends_on": "2032-09-01"}))
    assert venue_api.import_orders(venue, late)["changed_lines"] == 1


def test_a_file_of_windows_is_read_as_declared(venue_api, venue, database):
    body = "external_id;last_name;city\r\nC1;Œuvré;Besançon\r\nC2;'=1+1;\r\n".encode("cp1252")
    said = problem(post(venue_api, venue, body, kind="contacts"), 400, "invalid_file")["detail"]
    assert "declare encoding=windows-1252" in said
    made = venue_api.import_file(venue, body, kind="contacts", encoding="windows-1252")
    assert (made["new_lines"], made["refused_lines"]) == (2, 0)
    assert database.execute(f"SELECT last_name, city FROM venue_{venue}.contacts ORDER BY external_id").fetchall() == [
        ("Œuvré", "Besançon"), ("=1+1", None)]
    said = problem(post(venue_api, venue, body.replace(b"Bes", b"\x81es"), kind="contacts", encoding="windows-1252"),
                   400, "invalid_file")["detail"]
    assert "Line 2 is not Windows-1252" in said


@pytest.mark.parametrize("query", ["kind=people", "source=Box", "encoding=latin-1", "preview=yes", "dry=true"])
def test_an_option_of_another_form_is_refused(venue_api, venue, query):
    path = f"/v1/venues/{venue}/imports?{query}"
    problem(venue_api.request("POST", path, data=csv([]), headers=CSV), 400, "invalid_request")


def test_every_template_can_be_imported(api):
    venues = [api.create_venue(), api.create_venue()]
    for venue, folder, options in ((venues[0], "docs/imports", {}),
                                   (venues[1], "docs/imports/fr", {"encoding": "windows-1252"})):
        for kind in ("catalogue", "contacts", "orders"):
            body = (Path(ROOT) / folder / f"{kind}.csv").read_bytes()
            made = api.import_file(venue, body, kind=kind, **options)
            assert (made["status"], made["refused_lines"]) == ("done", 0), (folder, kind, refusals(api, venue, made))
            assert made["accepted_lines"] == made["lines"] > 0
    # The French ones say the same.
    for kind in ("catalogue", "contacts", "orders"):
        files = [[row for row in api.get(f"/v1/venues/{venue}/exports/{kind}.csv").text.splitlines()] for venue in venues]
        assert len(files[0]) == len(files[1]) > 1


WRONG_THINGS = [
    ("thing,1,,,,,,,,,,,", ["unknown_type"]), ("hall,,Salle,,,,,,,,,,", ["missing_id"]),
    ("hall,2,,,,,,,,,,,", ["missing_name"]), ("hall,3,Salle,many,,,,,,,,,", ["invalid_seats"]),
    ("show,4,S,,circus,,,,,,,,maybe", ["unknown_family", "invalid_flag"]), ("show,5,S,,,CIRCUS,,,,,,,", ["unknown_domain"]),
    ("performance,6,,,,,,,,,,,", ["missing_show", "invalid_start"]),
    ("performance,7,,,,,nowhere,2026-12-01,,,,,", ["unknown_show"]),
    ("performance,8,,,,,S1,2026-12-01,postponed,2026-13-01,,,", ["unknown_state", "invalid_moved_date"]),
    ("quota,9,Q,,,,,,,,,,", ["missing_performance", "invalid_seats"]), ("product,10,P,,,,,,,,,,", ["unknown_family"]),
    ("tariff,11,T,,,,,,,,,,", ["unknown_tariff_kind"]), ("sales_channel,12,K,,,,,,,,,WEB,", ["unknown_channel_type"]),
    ("hall,13,a,,,,,,,,,,", ["duplicate_id"]), ("hall,13,b,,,,,,,,,,", ["duplicate_id"])]


def test_a_wrong_thing_of_the_catalogue_is_reported_and_the_others_are_taken(venue_api, venue, database):
    header = ("type,external_id,name,capacity,family,domain,show_id,starts_at,state,moved_from,tariff_kind,channel_type,"
              "is_for_young_audiences")
    # What is named stands below what names it.
    good = ["performance,P1,,,,,S1,01/12/2026 20h30,,,,,", "show,S1,Phèdre,,,,,,,,,,", "hall,13b,Salle,,,,,,,,,,"]
    made = venue_api.import_file(venue, csv(good + [text for text, _ in WRONG_THINGS], header), kind="catalogue")
    assert (made["status"], made["new_lines"]) == ("done", 3)
    assert refusals(venue_api, venue, made) == {
        place: reasons for place, (_, reasons) in enumerate(WRONG_THINGS, len(good) + 2)}


WRONG_CONTACTS = [
    (",,,,,,,", ["missing_id"]), ("1,robot,,,,,,", ["unknown_kind"]), ("2,,31/02/1980,,,,,", ["invalid_birth_date"]),
    ("3,,,de,France,,,", ["unknown_language", "unknown_country"]), ("4,,,,,Été,,", ["invalid_role"]),
    ("5,,,,," + "|".join(f"r{n}" for n in range(21)) + ",,", ["too_many_values"]),
    ("6,,,,,," + "x" * 201 + ",", ["too_long"]), ("7,,,,,,,soon", ["invalid_source_date"]),
    ("8,,,,,,,", ["duplicate_id"]), ("8,,,,,,,", ["duplicate_id"])]


def test_a_catalogue_may_stand_in_any_order_however_long_it_is(venue_api, venue, database):
    header = "type,external_id,name,tariff_kind,show_id,starts_at"
    lines = ["performance,P1,,,S1,2026-12-01T20:00", *(f"tariff,T{n},Tarif {n},full,," for n in range(20_500)),
             "show,S1,Phèdre,,,"]
    for options in ({"preview": "true"}, {}):
        done = venue_api.import_file(venue, csv(lines, header), kind="catalogue", **options)
        assert (done["refused_lines"], done["new_lines"]) == (0, len(lines))
    assert counts(database, venue)["performances"] == 1


def test_a_wrong_contact_is_reported_and_the_others_are_taken(venue_api, venue):
    header = "external_id,kind,birth_date,language,country,roles,last_name,source_updated_at"
    good = ["a,,,,,press|teacher,Zoé,", "b,structure,1980-05-31,fr,fr,,,2026-11-01T10:00:00Z"]
    made = venue_api.import_file(venue, csv(good + [text for text, _ in WRONG_CONTACTS], header), kind="contacts")
    assert (made["status"], made["new_lines"]) == ("done", 2)
    assert refusals(venue_api, venue, made) == {
        place: reasons for place, (_, reasons) in enumerate(WRONG_CONTACTS, len(good) + 2)}
    older = venue_api.import_file(
        venue, csv(["b,individual,,,,,,2026-10-01", "a,,,,,,Zoé,2020-01-01"], header), kind="contacts")
    assert (older["superseded_lines"], older["new_lines"], older["changed_lines"]) == (2, 0, 0)


def test_an_order_torn_over_the_file_is_one_order(venue_api, venue, database):
    """Its first line and its last lie in parts that are written apart."""
    filling = [line(n) for n in range(1, 20_100)]
    made = venue_api.import_orders(venue, csv([line(0), *filling, line(0, 2)]))
    assert (made["accepted_lines"], made["new_orders"], made["refused_lines"]) == (20_101, 20_100, 0)
    made = venue_api.import_orders(venue, csv([line(0, 3), *filling, line(0, 4, contact="other")]))
    assert refusals(venue_api, venue, made) == {2: ["inconsistent_order"], 20_102: ["inconsistent_order"]}


class Large:
    """A file of several parts on a stack of its own, with what must come of it."""

    lines = 50_000

    def __init__(self, stack):
        stack.up()
        self.stack, self.api = stack, Api(stack.env["SICSTINE_API_URL"], stack.env["SICSTINE_ADMIN_KEY"])
        self.venue = self.api.create_venue()
        body = csv(line(n // 2, n % 2, contact=f"C{n // 8}", amount=f"{n % 50}.50") for n in range(self.lines))
        self.made = self.api.ok(post(self.api, self.venue, body))

    def now(self):
        return self.api.ok(self.api.get(at(self.venue, self.made)))

    def until_begun(self):
        def begun():
            now = self.now()
            return now if now["applied_lines"] > 0 else None

        return until("a part is applied", begun, 60)

    def sums(self, database):
        return database.execute(f"""SELECT count(*), sum(amount), count(DISTINCT order_id)
            FROM venue_{self.venue}.order_lines""").fetchone()

    def expected(self):
        return (self.lines, sum(n % 50 * 100 + 50 for n in range(self.lines)), self.lines // 2)


@pytest.fixture
def own_database(own_stack):
    import psycopg

    def connect():
        return psycopg.connect(own_stack.env["DATABASE_URL"], autocommit=True)

    return connect


def test_an_import_survives_its_worker_and_postgresql_and_writes_nothing_twice(own_stack, own_database):
    large = Large(own_stack)
    begun = large.until_begun()
    own_stack.kill("worker")
    assert begun["status"] == "running" and begun["lines"] == large.lines
    own_stack.start("worker")
    until("it goes on", lambda: large.now()["applied_lines"] >= begun["applied_lines"], 60)
    own_stack.kill("postgres")
    own_stack.start("postgres")

    def done():
        answer = large.api.get(at(large.venue, large.made))
        return answer.json() if answer.ok and answer.json()["status"] == "done" else None

    made = until("the import is done", done, 120)
    assert (made["accepted_lines"], made["new_lines"], made["new_orders"], made["progress"]) == (
        large.lines, large.lines, large.lines // 2, 100)
    with own_database() as database:
        assert large.sums(database) == large.expected()
        assert counts(database, large.venue)["import_rows"] == 0


def test_a_cancelled_import_keeps_what_was_applied_and_says_so(own_stack, own_database):
    large = Large(own_stack)
    large.until_begun()
    cancelled = large.api.ok(large.api.post(at(large.venue, large.made, "/cancel")))
    assert cancelled["status"] == "cancelled" and cancelled["finished_at"]
    time.sleep(1)
    assert large.now() == cancelled == large.api.ok(large.api.post(at(large.venue, large.made, "/cancel")))
    problem(large.api.post(at(large.venue, large.made, "/apply")), 409, "conflict")
    with own_database() as database:
        kept, _, orders = large.sums(database)
        assert 0 < kept == cancelled["applied_lines"] < large.lines and orders == cancelled["new_orders"]
        assert counts(database, large.venue)["import_rows"] == 0


def test_two_imports_at_once_add_up(api, database):
    venue = api.create_venue()
    files = [csv(line(n, number=turn, contact=f"C{n % 50}") for n in order)
             for turn, order in ((1, range(500)), (2, range(499, -1, -1)))]
    threads = [threading.Thread(target=api.import_orders, args=(venue, file)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = counts(database, venue)
    assert (after["orders"], after["order_lines"], after["contacts"]) == (500, 1_000, 50)


def test_a_bomb_is_refused_before_it_is_all_read(venue_api, venue, database):
    sent = []

    def bomb():
        yield csv([line(1)]) + b'2,1,"'
        for _ in range(1_600):
            sent.append(1)
            yield b"x" * 65_536

    try:
        said = problem(post(venue_api, venue, bomb()), 400, "invalid_file")["detail"]
        assert "Line 3 opens a quote that is not closed" in said
    except OSError:
        # The answer came while the file was still on its way.
        pass
    after = counts(database, venue)
    assert (after["imports"], after["import_rows"]) == (0, 0)
