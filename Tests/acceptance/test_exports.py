"""Files that go out are what comes in: whole, safe in a spreadsheet, and the same again in another venue."""
import csv
import io
import re
import socket
from urllib.parse import urlsplit

import pytest

from problems import problem
from test_isolation import counts

KINDS = ["contacts", "catalogue", "orders"]
EVIL = ["=1+1", "+33 6 12 34 56 78", "-2", "@SUM(A1)", "\tx", "＝1", "＋1", "－1", "＠x", "'=already", "'", "'plain", "a=b",
        'say "no"', "two\nlines", "semi;colon, comma", " edge ", "Zoé, œuvre"]


def post(api, venue, body, **options):
    return api.import_file(venue, body, **options)


def export(api, venue, kind, **options):
    answer = api.get(f"/v1/venues/{venue}/exports/{kind}.csv", params=options)
    assert answer.status_code == 200, answer.text
    return answer


def table(answer, encoding="utf-8", delimiter=","):
    return list(csv.DictReader(io.StringIO(answer.content.decode(encoding), newline=""), delimiter=delimiter))


def written(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


CATALOGUE = [
    {"type": "hall", "external_id": "H1", "name": "Grande salle", "capacity": "400"},
    {"type": "show", "external_id": "S1", "name": "Phèdre", "family": "event", "genre": "Théâtre", "domain": "THEATRE",
     "is_for_young_audiences": "non"},
    {"type": "performance", "external_id": "P1", "show_id": "S1", "hall_id": "H1", "starts_at": "22/11/2026 20h30",
     "season": "2026-2027", "state": "scheduled", "capacity": "380"},
    {"type": "quota", "external_id": "Q1", "performance_id": "P1", "name": "Presse", "seats": "12"},
    {"type": "product", "external_id": "A1", "name": "Carte", "family": "subscription", "season": "2026-2027",
     "gives_subscriber": "oui"},
    {"type": "audience_category", "external_id": "U1", "name": "Scolaires", "is_child": "oui"},
    {"type": "tariff", "external_id": "T1", "name": "Réduit", "tariff_kind": "reduced"},
    {"type": "sales_channel", "external_id": "K1", "name": "Guichet", "channel_type": "OTHERS"},
]
CONTACTS = [
    {"external_id": f"C{n}", "kind": "individual", "first_name": text, "last_name": "Nom", "email": f"c{n}@example.org",
     "other_emails": f"z{n}@example.org|a{n}@example.org", "phone": "+33 1 23 45 67 89", "birth_date": "31/05/1980",
     "language": "fr", "street": "1, rue « du » Port", "postcode": "01000", "city": "Bourg", "country": "FR",
     "roles": "press|teacher"} for n, text in enumerate(EVIL)]
ORDERS = [
    {"order_id": f"O{n}", "line_id": str(line), "ordered_at": "2026-10-01T12:00:00+02:00", "contact_id": f"C{n % len(EVIL)}",
     "holder_id": "C1" if line == 2 else "", "sales_channel_id": "K1", "status": status, "performance_id": "P1",
     "product_id": "A1" if line == 2 else "", "tariff_id": "T1", "audience_category_id": "U1", "quantity": str(line),
     "amount": "-1 234,50" if n == 7 else "12,50", "currency": "EUR", "source_updated_at": "2026-10-02T12:00:00Z",
     "status_at": "2026-10-02T11:00:00Z" if status == "refunded" else "", "valid_from": "01/09/2026" if line == 2 else "",
     "valid_to": "31/08/2027" if line == 2 else ""}
    for n in range(1_100) for line, status in ((1, "sold"), (2, "refunded" if n % 3 == 0 else "sold"))]


def wide(rows):
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return written([{name: row.get(name, "") for name in columns} for row in rows])


def fill(api, venue):
    api.ok(api.post(f"/v1/venues/{venue}/seasons", {
        "name": "2026-2027", "starts_on": "2026-09-01", "ends_on": "2027-09-01"}))
    guarded = [row | {"first_name": ("'" + row["first_name"] if re.match("'*[=+\\-@\t\r\n＝＋－＠]", row["first_name"])
                                     else row["first_name"])} for row in CONTACTS]
    for kind, rows in (("catalogue", CATALOGUE), ("contacts", guarded), ("orders", ORDERS)):
        made = post(api, venue, wide(rows), kind=kind)
        assert (made["status"], made["new_lines"], made["refused_lines"]) == ("done", len(rows), 0), (kind, made)


@pytest.fixture(scope="module")
def theatre(platform_api):
    venue = platform_api.create_venue()
    fill(platform_api, venue)
    return venue


@pytest.mark.parametrize("options", [
    {}, {"delimiter": "semicolon", "bom": "true"}, {"delimiter": "semicolon", "encoding": "windows-1252"}])
def test_what_is_exported_makes_the_same_venue_again(api, theatre, options):
    other = api.create_venue()
    api.ok(api.post(f"/v1/venues/{other}/seasons", {
        "name": "2026-2027", "starts_on": "2026-09-01", "ends_on": "2027-09-01"}))
    encoding = {name: options[name] for name in options if name == "encoding"}
    for kind in KINDS:
        file = export(api, theatre, kind, **options).content
        # Windows-1252 has no full-width signs.
        made = post(api, other, file, kind=kind, **encoding)
        assert made["status"] == "done" and made["refused_lines"] == 0, (kind, made)
    for kind in KINDS:
        assert export(api, other, kind, **options).content == export(api, theatre, kind, **options).content, kind


def test_an_order_of_which_one_line_changed_later_is_one_order(venue_api, venue, platform_api):
    told = [{"order_id": "O1", "line_id": str(n), "ordered_at": "2026-10-01", "contact_id": "C1", "amount": "10",
             "currency": "EUR"} for n in (1, 2)]
    post(venue_api, venue, written(told))
    done = post(venue_api, venue, written([told[0] | {"amount": "12"}]))
    assert done["changed_lines"] == 1
    again = platform_api.create_venue(platform_api.create_institution())
    done = post(platform_api, again, export(venue_api, venue, "orders").content)
    assert (done["refused_lines"], done["new_lines"]) == (0, 2)


def test_a_cell_is_never_a_formula_and_a_number_is_one(api, theatre):
    shown = {row["external_id"]: row for row in table(export(api, theatre, "contacts"))}
    for n, text in enumerate(EVIL):
        cell = shown[f"C{n}"]["first_name"]
        assert not re.match("[=+\\-@\t\r\n＝＋－＠]", cell), text
        assert cell in (text, "'" + text)
    assert shown["C0"]["phone"] == "'+33 1 23 45 67 89"
    amounts = {row["amount"] for row in table(export(api, theatre, "orders"))}
    assert amounts == {"12.50", "-1234.50"}
    file = export(api, theatre, "orders", delimiter="semicolon")
    assert {row["amount"] for row in table(file, delimiter=";")} == {"12,50", "-1234,50"}


def test_a_file_for_a_spreadsheet_says_what_it_is(api, theatre):
    answer = export(api, theatre, "contacts", bom="true")
    assert answer.content.startswith(b"\xef\xbb\xbfexternal_id,") and answer.content.count(b"\r\n") == len(EVIL) + 1
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="contacts.csv"'
    answer = export(api, theatre, "contacts", encoding="windows-1252")
    assert "Zoé, œuvre".encode("cp1252") in answer.content


def test_another_source_and_an_empty_venue_export_a_header(api, theatre, venue):
    for kind in KINDS:
        header = export(api, venue, kind).content
        assert header.endswith(b"\r\n") and header.count(b"\n") == 1
        assert export(api, theatre, kind, source="pretix").content == header


@pytest.mark.parametrize("query", ["delimiter=tab", "encoding=utf-16", "bom=1", "source=X", "limit=3"])
def test_an_option_of_another_form_is_refused(venue_api, venue, query):
    problem(venue_api.get(f"/v1/venues/{venue}/exports/contacts.csv?{query}"), 400, "invalid_request")


def test_a_client_that_leaves_or_reads_slowly_holds_nothing(api, stack, theatre, database):
    where = urlsplit(stack.env["SICSTINE_API_URL"])
    slow = []
    for _ in range(20):
        connection = socket.create_connection((where.hostname, where.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.sendall(f"GET /v1/venues/{theatre}/exports/orders.csv HTTP/1.1\r\nHost: x\r\n"
                           f"Authorization: Bearer {stack.env['SICSTINE_ADMIN_KEY']}\r\n\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 200"
        slow.append(connection)
    # With all of them waiting there is room for everybody else, and no transaction stays open.
    assert len(table(export(api, theatre, "orders"))) == len(ORDERS)
    assert database.execute("""SELECT count(*) FROM pg_stat_activity
        WHERE application_name LIKE 'sicstine-api%' AND state = 'idle in transaction'""").fetchone() == (0,)
    for connection in slow:
        connection.close()
    assert len(table(export(api, theatre, "contacts"))) == len(EVIL)
    assert counts(database, theatre)["orders"] == 1_100
