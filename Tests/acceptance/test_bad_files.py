"""Files that are not right: a report of what and where, and never half an import."""
import pytest

from problems import problem
from test_isolation import counts

HEADER = "order_id,line_id,ordered_at,contact_id,amount,currency,performance_id,performance_at,show_id,channel"
GOOD = "{0},1,2026-11-01,C{0},10.00,EUR,P,2026-12-01T20:00,S,INTERNET"


def csv(*lines, header=HEADER):
    return "\n".join([header, *lines, ""]).encode()


def many(count):
    return [GOOD.format(number) for number in range(count)]


def post(api, venue, body, kind="text/csv"):
    return api.request("POST", f"/v1/venues/{venue}/imports", data=body, headers={"Content-Type": kind})


@pytest.mark.parametrize("body, says", [
    (b"", "it lacks order_id, line_id, ordered_at, contact_id, amount, currency"),
    (b"\n", "it lacks order_id"),
    (csv(*many(2), header=HEADER.replace("amount", "price")), "it lacks amount"),
    (csv(*many(2), header=HEADER + ",colour"), "a column unknown or given twice"),
    (csv(*many(2), header=HEADER.replace("channel", "amount")), "a column unknown or given twice"),
    (csv(*many(2), header=HEADER.replace(",", "\t")), "it lacks order_id"),
    (csv(*many(3)).replace(b"order_id", b"\xe9rder_id"), "Line 1 is not UTF-8"),
    (csv(*many(3)).decode().encode("utf-16"), "Line 1 is not UTF-8"),
    (b"order_id" * 10_000 + b"\n", "The first line is too long to be a header."),
    (csv(*many(3)).replace(b",C1,", ",Zoé,".encode("latin-1")), "Line 3 is not UTF-8"),
    (csv(*many(3)).replace(b",C1,", b",C\x00,"), "Line 3 is not UTF-8"),
    (csv(*many(3)).replace(b",C1,", b",\xed\xa0\x80,"), "Line 3 is not UTF-8"),
    (csv(*many(2), '2,1,2026-11-01,"' + 3 * 2 ** 20 * "x" + '",10.00,EUR,P,2026-12-01T20:00,S,INTERNET'),
     "Line 4 opens a quote that is not closed"),
    (csv(*many(2), 3 * 2 ** 20 * "x"), "Line 4 is longer than any line may be"),
    (csv(*many(2), "2,1,2026-11-01"), "Line 4 has another number of fields"),
    (csv(*many(2), GOOD.format(2) + ",more"), "Line 4 has another number of fields"),
    (csv(*many(2), '2,1,2026-11-01,"C2,10.00,EUR,P,2026-12-01T20:00,S,INTERNET', GOOD.format(3)),
     "Line 4 opens a quote that is not closed"),
    (csv(GOOD.format(0), '1,1,2026-11-01,"two\nlines",10.00,EUR,P,2026-12-01T20:00,S,INTERNET', "broken"),
     "Line 5 has another number of fields"),
    (csv("", "", GOOD.format(0), "", "broken"), "Line 6 has another number of fields"),
    (csv(*many(5_000), "broken", *many(10)), "Line 5002 has another number of fields"),
])
def test_a_file_that_cannot_be_read_is_refused_whole(venue_api, venue, database, body, says):
    before = counts(database, venue)
    said = problem(post(venue_api, venue, body), 400, "invalid_file")["detail"]
    assert says in said
    assert counts(database, venue) == before


@pytest.mark.parametrize("kind", ["application/json", "application/vnd.ms-excel", "multipart/form-data", ""])
def test_a_file_of_another_type_is_refused(venue_api, venue, kind):
    problem(post(venue_api, venue, csv(*many(1)), kind), 415, "unsupported_media_type")


def refusals(api, venue, made):
    """The report of an import: {line: reasons}, and every reason has a text in both languages."""
    shown = list(api.pages(f"/v1/venues/{venue}/imports/{made['id']}/refused-lines", limit=5))
    assert all(reason["text"]["fr"] and reason["text"]["en"] for line in shown for reason in line["reasons"])
    return {line["line"]: [reason["code"] for reason in line["reasons"]] for line in shown}


WRONG = {
    "order_id": ("", "missing_order"), "line_id": ("", "missing_line"), "ordered_at": ("2026-02-30", "invalid_date"),
    "contact_id": ("", "missing_contact"), "amount": ("12.345", "invalid_amount"),
    "currency": ("USD", "foreign_currency"),
    "performance_at": ("12/31/2026", "invalid_performance_date"), "channel": ("WEB", "unknown_channel")}


def test_each_wrong_line_is_reported_with_its_reasons_and_the_others_are_imported(venue_api, venue, database):
    columns = HEADER.split(",")
    lines, expected = many(3), {}
    for number, (column, (value, reason)) in enumerate(WRONG.items(), 3):
        fields = dict(zip(columns, GOOD.format(number).split(","))) | {column: value}
        lines.append(",".join(fields[name] for name in columns))
        expected[number + 2] = [reason]
    lines += ["20,1,never,,much,XXX,,,,nowhere"]
    expected[len(lines) + 1] = ["missing_contact", "invalid_date", "invalid_amount", "foreign_currency",
                                "unknown_channel"]
    lines += [GOOD.format(21), GOOD.format(21).replace("21,1,", "21,2,").replace("EUR", "CHF")]
    expected[len(lines)], expected[len(lines) + 1] = ["sibling_refused"], ["foreign_currency"]
    lines += [GOOD.format(22), GOOD.format(22)]
    expected[len(lines)] = expected[len(lines) + 1] = ["duplicate_line"]
    lines += [GOOD.format(23), GOOD.format(23).replace("23,1,2026-11-01", "23,2,2026-11-02")]
    expected[len(lines)] = expected[len(lines) + 1] = ["inconsistent_order"]
    lines += [GOOD.format("x" * 201)]
    expected[len(lines) + 1] = ["too_long"]

    made = venue_api.import_orders(venue, csv(*lines))
    assert (made["status"], made["lines"], made["accepted_lines"], made["refused_lines"]) == (
        "done", len(lines), 3, len(lines) - 3)
    assert refusals(venue_api, venue, made) == expected
    after = counts(database, venue)
    assert (after["contacts"], after["orders"], after["order_lines"], after["performances"]) == (3, 3, 3, 1)
    assert (after["import_rows"], after["arriving_lines"], after["import_refusals"]) == (0, 0, len(expected))


@pytest.mark.parametrize("amount, cents", [
    ("10", 1_000), ("10.5", 1_050), ("10.05", 1_005), ('"10,50"', 1_050), ("-3.00", -300), ("0", 0),
    ("999999999.99", 99_999_999_999),
    ("1 000", 100_000), ('"1\u00a0234,50"', 123_450), ('"-12\u202f345,5"', -1_234_550), (" 10 ", 1_000),
    ("1e3", None), ("10.005", None), ("ten", None), ("", None), ("1000000000", None), ("10€", None), ("1 00", None),
    ("1  000", None), ("1.000.000", None), ('"1.234,50"', None), ("10.", None), ("- 3", None)])
def test_an_amount_is_exact_or_refused(venue_api, venue, database, amount, cents):
    made = venue_api.import_orders(venue, csv(GOOD.format(1).replace("10.00", amount)))
    stored = [row[0] for row in database.execute(f'SELECT amount FROM "venue_{venue}".order_lines')]
    assert stored == ([] if cents is None else [cents])
    assert refusals(venue_api, venue, made) == ({2: ["invalid_amount"]} if cents is None else {})


@pytest.mark.parametrize("day, instant", [
    ("2026-11-01", "2026-10-31T23:00:00+00:00"), ("2026-07-01T20:30", "2026-07-01T18:30:00+00:00"),
    ("2026-11-01T20:30:00+05:30", "2026-11-01T15:00:00+00:00"), ("2024-02-29", "2024-02-28T23:00:00+00:00"),
    ("01/11/2026", "2026-10-31T23:00:00+00:00"), ("01/07/2026 20:30", "2026-07-01T18:30:00+00:00"),
    ("01/11/2026 20h30", "2026-11-01T19:30:00+00:00"), ("2026-11-01 20h", "2026-11-01T19:00:00+00:00"),
    ("2026-02-29", None), ("2026-11-31", None), ("2026-13-01", None), ("11/31/2026", None), ("20261101", None),
    ("1/11/2026", None), ("01/11/26", None), ("01-11-2026", None), ("01/11/2026 8:30", None), ("01/11/2026 24h00", None),
    ("2026-11-01T25:00", None), ("now", None), ("infinity", None), ("0000-00-00", None), ("", None)])
def test_a_date_is_the_venues_or_refused(venue_api, venue, database, day, instant):
    made = venue_api.import_orders(venue, csv(GOOD.format(1).replace("2026-11-01", day)))
    stored = [row[0].isoformat() for row in database.execute(
        f"""SELECT ordered_at AT TIME ZONE 'UTC' AT TIME ZONE 'UTC' FROM "venue_{venue}".orders""")]
    assert stored == ([] if instant is None else [instant])
    assert refusals(venue_api, venue, made) == ({2: ["invalid_date"]} if instant is None else {})


def test_a_header_alone_is_an_import_of_nothing(venue_api, venue, database):
    for body in (csv(), HEADER.encode(), csv("", "", "")):
        made = venue_api.import_orders(venue, body)
        assert (made["status"], made["lines"], made["accepted_lines"], made["refused_lines"]) == ("done", 0, 0, 0)
    assert counts(database, venue)["orders"] == 0


def test_what_a_spreadsheet_saves_is_read(venue_api, venue, database):
    text = csv('1;1;2026-11-01;"Zoé; ""la"" diva";"10,50";EUR;P;2026-12-01T20:00;S;internet', "",
               header=HEADER.replace(",", ";").title()).decode()
    made = venue_api.import_orders(venue, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert (made["status"], made["accepted_lines"], made["refused_lines"]) == ("done", 1, 0), refusals(
        venue_api, venue, made)
    assert database.execute(f"""
        SELECT c.external_id, l.amount, o.channel FROM "venue_{venue}".orders o
        JOIN "venue_{venue}".order_lines l ON l.order_id = o.id
        JOIN "venue_{venue}".contacts c ON c.id = o.buyer_id""").fetchall() == [('Zoé; "la" diva', 1050, "INTERNET")]


def test_a_very_long_line_is_refused_and_its_neighbours_are_not(venue_api, venue, database):
    made = venue_api.import_orders(venue, csv(GOOD.format(1), GOOD.format("x" * 100_000), GOOD.format(2)))
    assert refusals(venue_api, venue, made) == {3: ["too_long"]}
    assert counts(database, venue)["orders"] == 2


def test_a_file_cut_short_on_the_way_leaves_nothing(venue_api, venue, database):
    before = counts(database, venue)

    def broken_off():
        yield csv(*many(1_000))
        raise OSError("the line is cut")

    with pytest.raises(OSError, match="the line is cut"):
        post(venue_api, venue, broken_off())
    # The next one is read from its own beginning, on whatever connections are left.
    made = venue_api.import_orders(venue, csv(*many(2)))
    assert (made["status"], made["new_orders"]) == ("done", 2)
    after = counts(database, venue)
    assert (after["imports"], after["orders"]) == (before["imports"] + 1, 2)
