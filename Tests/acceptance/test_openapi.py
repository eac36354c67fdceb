"""openapi.yaml is true: valid, complete, and what the running services do."""
import json
import re
import secrets
from datetime import date

import pytest
import psycopg
import redis
import schemathesis
import yaml
from hypothesis import strategies
from openapi_spec_validator import validate
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

import addresses
from clients import Api
from stack import ROOT
from test_jobs import UNKNOWN, parked

DESCRIPTION = (ROOT / "openapi.yaml").read_text()
SOURCES = ROOT / "Sources"
EXAMPLES = {"max-examples": 5, "database": "none"}
METHODS = ("get", "put", "post", "delete", "patch")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
# What others have defined, and describe themselves.
OF_OTHERS = {"/flags", "/i/v1/analytics/events", "/.well-known/gpc.json"}


def described():
    return yaml.safe_load(DESCRIPTION)


def operations(document):
    return {(method, path) for path, item in document["paths"].items() for method in item if method in METHODS}


# The description against the sources.


def registered_routes():
    """The routes as the sources add them to their routers."""
    service = (SOURCES / "APIService/APIService.swift").read_text()
    prefixes = {"v1": "/v1", "venue": "/v1/venues/:venue"}
    found = set()
    for routes, group in re.findall(r"(\w+)\((?:api: self)?\)\.add\(to: (\w+)\)", service):
        (file,) = SOURCES.glob(f"APIService/**/{routes}.swift")
        for method, path in re.findall(r"group\.(\w+)\(\"([^\"]*)\"", file.read_text()):
            found.add((method, re.sub(r":(\w+)", r"{\1}", prefixes[group] + path)))
    kinds = names_of("Domain/Collection/CollectedEvent.swift", "EventKind") | {"batch"}
    found |= {("post", f"/v1/{kind}") for kind in kinds} | {("get", "/v1/pixel.gif")}
    for file in SOURCES.glob("IngestService/*.swift"):
        found |= {(method, path) for method, path in re.findall(r"router\.(\w+)\(\"([^\"]*)\"", file.read_text())
                  if path not in OF_OTHERS}
    return found


def names_of(file, enumeration):
    """The raw values of a Swift enumeration of strings."""
    body = re.search(rf"enum {enumeration}: String[^{{]*{{(.*?)\n *}}", (SOURCES / file).read_text(), re.DOTALL)[1]
    cases = [case for line in re.findall(r"^ +case ([^.:\n][^:\n]*)$", body, re.MULTILINE) for case in line.split(", ")]
    return {re.sub(r'^\w+(?: = "(.*)")?$', lambda case: case[1] or case[0], case) for case in cases}


def test_it_is_valid():
    validate(described())


def test_it_describes_the_routes_there_are():
    routes = registered_routes()
    assert len(routes) > 30
    assert operations(described()) == routes


@pytest.mark.parametrize(("file", "enumeration", "place"), [
    ("HTTPService/Problem.swift", "Code", "ProblemCode"),
    ("StrictJSON/JSONFault.swift", "Code", "Fault.properties.code"),
    ("Domain/Collection/RejectReason.swift", "RejectReason", "RejectReason"),
    ("Domain/Collection/CollectedEvent.swift", "EventKind", "EventKind"),
    ("Domain/Collection/EventAction.swift", "EventAction", "EventAction"),
    ("Domain/Collection/ApplicationKind.swift", "ApplicationKind", "ApplicationKind"),
    ("Domain/Collection/CollectionMode.swift", "CollectionMode", "CollectionMode"),
    ("Domain/Collection/Balise.swift", "State", "Balise.properties.state"),
    ("Domain/Collection/ReferrerHost.swift", "Kind", "ReferrerKind"),
    ("APIService/Collection/ArrivalRoutes.swift", "ArrivalOutcome", "ArrivalOutcome"),
    ("Store/Collection/WebFigures.swift", "Grouping", "WebFigureGrouping"),
    ("Store/Collection/Derived/Baskets.swift", "State", "BasketState"),
    ("Domain/Ticketing/Imports/RefusalReason.swift", "RefusalReason", "RefusalReason.properties.code"),
    ("Domain/Ticketing/Imports/FileImport.swift", "Status", "Import.properties.status"),
    ("Domain/Ticketing/Imports/ImportOptions.swift", "ImportKind", "Import.properties.kind"),
    ("Domain/Ticketing/Order.swift", "ChannelType", "Channel"),
    ("Domain/Ticketing/Order.swift", "LineStatus", "LineStatus"),
    ("Domain/Ticketing/Programme.swift", "ProductFamily", "Family"),
    ("Domain/Ticketing/Programme.swift", "PerformanceState", "PerformanceState"),
    ("Domain/Ticketing/PerformanceDomain.swift", "PerformanceDomain", "PerformanceDomain"),
    ("Domain/Ticketing/Catalogue.swift", "TariffKind", "TariffKind"),
    ("Domain/Ticketing/Ledger.swift", "LedgerKind", "LedgerKind"),
    ("Domain/Ticketing/UpsertResult.swift", "UpsertOutcome", "UpsertResult.properties.outcome"),
    ("Domain/Indicators/IndicatorKey.swift", "IndicatorKey", "IndicatorKey"),
    ("Domain/Indicators/Explanations/Bands.swift", "Population", "Population"),
    ("Domain/Indicators/Explanations/EvidenceItem.swift", "Kind", "EvidenceItem.properties.kind"),
    ("Domain/Connections/ConnectionFailure.swift", "ConnectionFailure", "ConnectionFailure.properties.code"),
    ("APIService/Connections/ConnectionFields.swift", "State", "ConnectionState"),
    ("Domain/Contacts/Contact.swift", "Kind", "Contact.properties.kind"),
    ("Domain/Contacts/ContactField.swift", "ContactField", "ContactField"),
    ("Domain/Contacts/ContactDuplicate.swift", "DuplicateReason", "DuplicateReason"),
    ("Store/Contacts/ContactSearch.swift", "Match", "FoundContacts.properties.data.items.properties.match"),
    ("Domain/Tenancy/Venue.swift", "Locale", "Locale"),
    ("JobQueue/QueuedJob.swift", "JobState", "JobState"),
    ("Domain/Scheduling/Schedule.swift", "VenueTask", "Task"),
    ("Domain/Scheduling/Schedule.swift", "Cadence", "Cadence"),
    ("Domain/Scheduling/Schedule.swift", "MissedTicks", "MissedTicks"),
    ("Domain/Scheduling/ScheduleRun.swift", "State", "ScheduleRun.properties.state"),
    ("Store/Indicators/IndicatorRuns.swift", "Status", "IndicatorRun.properties.status"),
    ("Store/Indicators/IndicatorRuns.swift", "Kind", "IndicatorRunKind"),
    ("Domain/Indicators/LevelChange.swift", "LevelChangeReason", "LevelChange.properties.reason"),
])
def test_it_lists_the_names_there_are(file, enumeration, place):
    schema = described()["components"]["schemas"]
    for step in place.split("."):
        schema = schema[step]
    assert len(schema["enum"]) > 1
    assert set(schema["enum"]) == names_of(file, enumeration)


def import_columns():
    """The columns of every kind of file."""
    sources = [SOURCES / f"Domain/Ticketing/Imports/{kind}Column.swift" for kind in ("Order", "Contact", "Catalogue")]
    names = [re.search(r"names = \[(.*?)\]", source.read_text(), re.DOTALL).group(1) for source in sources]
    return set(re.findall(r'"(\w+)"', "".join(names)))


def test_it_names_the_columns_of_an_import():
    columns = import_columns()
    text = described()["paths"]["/v1/venues/{venue}/imports"]["post"]["description"]
    assert {column for column in columns if f"`{column}`" not in text} == set()


# The description against the running services.

ORDERS = """order_id,line_id,ordered_at,contact_id,amount,currency
I-1,1,2026-10-03,B-1,38.00,EUR
I-2,1,yesterday,B-1,38.00,EUR
"""


class World:
    """A venue with one of everything, by the names that the schemas of their ids have."""

    def __init__(self, stack):
        self.api = Api(stack.env["SICSTINE_API_URL"], stack.env["SICSTINE_ADMIN_KEY"])
        key = stack.env["SICSTINE_ADMIN_KEY"]
        self.access = {"base-url": self.api.url, "auth": {"openapi": {"secretKey": {"bearer": key}}}}
        self.redis = redis.Redis.from_url(stack.env["REDIS_URL"])
        self.ingest_url = stack.env["SICSTINE_INGEST_URL"]
        institution = self.api.create_institution()
        venue = self.api.create_venue(institution)
        self.path = f"/v1/venues/{venue}"
        season = self.make("seasons", name="2025-2026", starts_on="2025-09-01", ends_on="2026-09-01")
        show = self.make("shows", name="Phèdre")
        performance = self.make("performances", show_id=show["id"], starts_at="2026-01-15T20:30:00+01:00")
        contact = self.make("contacts", first_name="Anne")
        self.make("contacts", first_name="Jean")
        order = self.make("orders", ordered_at="2026-01-03T10:00:00Z", buyer_id=contact["id"], currency="EUR",
                          lines=[{"amount": 3800, "performance_id": performance["id"]}])
        application = self.make(
            "applications", name="Website", kind="website", allowed_origins=["https://www.example.fr"])
        # A server vouches for whom it sends of: its events need not say that they agreed.
        self.write_key = self.make("applications", name="Server")["write_key"]
        self.exempt_key = self.make("applications", name="Statistics", collection_mode="exempt")["write_key"]
        self.institution = institution
        run = self.api.ok(self.api.post(f"{self.path}/indicator-runs", {"kind": "as_of", "as_of": "2026-01-05T00:00:00Z"}))
        self.cursor = self.api.ok(self.api.get(f"{self.path}/contacts?limit=1"))["next_cursor"]
        for host in ("blog.example.org", "magazine.example.org"):
            told = {"source": "Magazine", "kind": "referral"}
            self.api.ok(self.api.request("PUT", f"{self.path}/referrer-hosts/{host}", json=told))
        self.name_cursor = self.api.ok(self.api.get(f"{self.path}/referrer-hosts?limit=1"))["next_cursor"]
        self.database_url, self.schema = stack.env["DATABASE_URL"], f'"venue_{venue}"'
        connection = self.connect("world")
        self.webhook_token = connection["webhook_path"].rpartition("/")[2]
        self.ids = {
            # First: its example holds others.
            "JobId": self.park(),
            "InstitutionId": institution, "VenueId": venue, "KeyId": self.make("keys", name="spare")["id"],
            "ApplicationId": application["id"], "SeasonId": season["id"], "ShowId": show["id"],
            "PerformanceId": performance["id"], "ContactId": contact["id"], "OrderId": order["id"],
            "OrderLineId": order["lines"][0]["id"], "IndicatorRunId": run["id"],
            "OwnIndicatorKey": self.copy(),
            "ImportId": self.api.import_orders(venue, ORDERS.encode())["id"],
            "ConnectionId": connection["id"],
            "ScheduleId": self.schedule(), "ScheduleRunId": "1",
            "BaliseId": self.make(
                "balises", application_id=application["id"], action="share", label="Share")["id"],
            "RefusedItemId": self.refuse(application["id"])}
        self.ids |= self.tell()
        self.contact, self.duplicates = contact["id"], [self.propose(), self.propose()]
        self.ids |= {"OtherContactId": self.stranger(), "ContactNoteId": self.note(), "ContactMergeId": self.merge(),
                     "DuplicateId": self.duplicates[0]}
        self.confidence_cursor = self.api.ok(self.api.get(f"{self.path}/duplicates?limit=1"))["next_cursor"]
        self.time_cursor = self.browse(contact["id"], application["id"])

    def tell(self):
        """Something of every kind that sources tell of, under the ids the examples name: our ids, and those."""
        told = {
            "halls": {"external_id": "HA-2", "name": "Hall"}, "shows": {"external_id": "SH-77", "name": "Show"},
            "performances": {"external_id": "P-3101", "show_external_id": "SH-77", "starts_at": "2026-01-20T20:00:00Z"},
            "quotas": {"external_id": "Q-1", "performance_external_id": "P-3101", "name": "Press", "seats": 4},
            "products": {"external_id": "PR-9", "name": "Card", "family": "membership"},
            "audience-categories": {"external_id": "CAT-CHILD", "name": "Child", "is_child": True},
            "tariffs": {"external_id": "TA-FULL", "name": "Full", "kind": "full"},
            "sales-channels": {"external_id": "WEBSHOP", "name": "Shop", "type": "INTERNET"}}
        ids = {}
        for kind, item in told.items():
            (result,) = self.api.ok(self.api.post(f"{self.path}/sources/box-office/{kind}", {"data": [item]}))["data"]
            ids[kind] = result["id"]
        return {
            "HallId": ids["halls"], "QuotaId": ids["quotas"], "ProductId": ids["products"],
            "AudienceCategoryId": ids["audience-categories"], "TariffId": ids["tariffs"],
            "SalesChannelId": ids["sales-channels"], "SourceName": "box-office", "HallReference": "HA-2",
            "ShowReference": "SH-77", "PerformanceReference": "P-3101", "ProductReference": "PR-9",
            "AudienceCategoryReference": "CAT-CHILD", "TariffReference": "TA-FULL",
            "SalesChannelReference": "WEBSHOP", "SeasonName": "2025-2026"}

    def browse(self, contact, application):
        """Has the contact visit twice, with a basket and an order: where the second page of its history begins."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(f"SET search_path = {self.schema}")
            connection.execute("UPDATE contacts SET external_id = 'W' WHERE id = %s", (contact,))
            connection.execute("UPDATE orders SET external_id = 'W' WHERE buyer_id = %s", (contact,))
            for day in (1, 2):
                connection.execute(
                    "WITH s AS (INSERT INTO sessions (device, visitor_id, application_id, started_at, ended_at, first_batch,"
                    " first_item, actions, page_views, is_closed, channel_group)"
                    " VALUES ('w', 1, %(a)s, %(at)s, %(at)s, %(day)s, 1, 1, 1, false, 'Direct') RETURNING id), b AS ("
                    " INSERT INTO baskets (device, opened_at, changed_at, patience, additions, is_closed, order_ref)"
                    " VALUES ('w', %(at)s, %(at)s, '1 day', 1, true, 'W') RETURNING id), t AS ("
                    " INSERT INTO touches (batch, item, device, occurred_at, channel_group)"
                    " VALUES (%(day)s, 1, 'w', %(at)s, 'Direct'))"
                    " INSERT INTO visitor_actions (batch, item, part, device, session_id, basket_id, application_id,"
                    " occurred_at, action, user_ref, order_ref)"
                    " SELECT %(day)s, 1, 0, 'w', s.id, b.id, %(a)s, %(at)s, 'order_placed', 'W', 'W' FROM s, b",
                    {"a": application, "day": day, "at": f"2026-01-0{day}T10:00:00Z"})
        return self.api.ok(self.api.get(f"{self.path}/contacts/{contact}/web-history?limit=1"))["next_cursor"]

    def copy(self):
        """The key of a new copy of assiduity, of which there are never many."""
        path, key = f"/v1/institutions/{self.institution}/indicators", f"copy_{secrets.token_hex(6)}"
        for other in self.api.ok(self.api.get(path))["data"]:
            if other["base"] and other["key"] != getattr(self, "ids", {}).get("OwnIndicatorKey"):
                self.api.request("DELETE", f"{path}/{other['key']}")
        self.api.ok(self.api.post(path, {"key": key, "base": "assiduity", "name": {"fr": "C", "en": "C"}, "thresholds": [1, 2, 3]}))
        return key

    def schedule(self):
        return self.make("schedules", task="indicators.run_weekly", cadence="daily", at_time="03:00")["id"]

    def connect(self, source=None):
        """A connection to a block of addresses that no computer is in."""
        return self.make("connections", kind="pretix", source=source or f"spare-{secrets.token_hex(6)}",
                         address="https://192.0.2.1", organizer="o", token="0123456789")

    def stranger(self):
        """The id of a contact that nothing was done to."""
        return self.make("contacts", last_name="Stranger")["id"]

    def note(self):
        return self.make(f"contacts/{self.contact}/notes", author="Anne", text="Note")["id"]

    def merge(self):
        """The id of a merge that was not undone."""
        return self.make(f"contacts/{self.contact}/merges", absorbed_id=self.stranger())["id"]

    def propose(self):
        """The id of a pair that nobody has decided on."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return str(connection.execute(
                f"INSERT INTO {self.schema}.contact_duplicates (first_id, second_id, confidence, reasons, found_at)"
                " VALUES (%s, %s, 60, '{same_email}', now()) RETURNING id",
                sorted((int(self.stranger()), int(self.stranger())))).fetchone()[0])

    def make(self, collection, **fields):
        return self.api.ok(self.api.post(f"{self.path}/{collection}", fields))

    def refuse(self, application):
        """The id of a new refused item that a replay lets in."""
        event = {"type": "track", "event": "Show Viewed", "anonymousId": "7d2c41",
                 "context": {"consent": {"mode": "consented"}}}
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return str(connection.execute(
                f"INSERT INTO {self.schema}.refused_items (application_id, reason, refused_at, payload)"
                " VALUES (%s, 'robot', now(), %s) RETURNING id", (application, json.dumps(event))).fetchone()[0])

    def park(self):
        """The id of a new job of a kind that no worker knows."""
        return parked(self.redis, secrets.token_hex(8))

    def clear_up(self):
        """Nothing stays paused or parked."""
        self.api.ok(self.api.request("PUT", "/v1/job-queue", json={"paused": False}))
        for job in self.api.ok(self.api.get("/v1/jobs", params={"kind": UNKNOWN, "limit": 200}))["data"]:
            self.api.post(f"/v1/jobs/{job['id']}/cancel")


@pytest.fixture(scope="module")
def world(stack):
    made = World(stack)
    yield made
    made.clear_up()


def text(size, least=1):
    """Texts of so many bytes at most: JSON Schema can only count characters."""
    characters = strategies.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return strategies.text(characters, min_size=least, max_size=size).filter(lambda made: len(made.encode()) <= size)


def tightened(world):
    """The description, stricter where a reader needs no such strictness: ids, time zones and cursors are real ones, the
    examples name things there are, and an answer holds no member that is not described."""
    document = DESCRIPTION
    schemas = described()["components"]["schemas"]
    for name, real in world.ids.items():
        document = document.replace(schemas[name]["examples"][0], real)
    document = document.replace(schemas["Cursor"]["examples"][0], world.cursor)
    document = document.replace(schemas["NameCursor"]["examples"][0], world.name_cursor)
    document = document.replace(schemas["TimeCursor"]["examples"][0], world.time_cursor)
    document = document.replace(schemas["ConfidenceCursor"]["examples"][0], world.confidence_cursor)
    document = yaml.safe_load(document)
    schemas = document["components"]["schemas"]
    schemas |= {"FirstDay": {"type": "string"}, "EndDay": {"type": "string"}, "Orders": {"type": "string"},
                "Figured": {"type": "string"}}
    schemas["PastInstant"] = {"const": "2026-01-05T10:00:00Z"}
    for path in ("web-figures", "collection-coverage", "ledger", "indicators/{key}/levels"):
        for parameter in document["paths"][f"/v1/venues/{{venue}}/{path}"]["get"]["parameters"][:2]:
            parameter["schema"] = {"$ref": "#/components/schemas/Figured"}
    schemas["NewSeason"]["properties"] |= {
        "starts_on": {"$ref": "#/components/schemas/FirstDay"}, "ends_on": {"$ref": "#/components/schemas/EndDay"}}
    document["paths"]["/v1/venues/{venue}/imports"]["post"]["requestBody"]["content"]["text/csv"]["schema"] = {
        "$ref": "#/components/schemas/Orders"}
    # The file that is sent holds orders.
    for parameter in document["paths"]["/v1/venues/{venue}/imports"]["post"]["parameters"]:
        if parameter.get("name") == "kind":
            parameter["schema"] = {"const": "orders"}
    # Only the clock knows which word is of a day to come.
    schemas["SourceUpdatedAt"]["anyOf"][0] = {"$ref": "#/components/schemas/Told"}
    for kind in ("OrderTelling", "OrderItem"):
        told = schemas[kind]["properties"]
        # What an order counts as, its sales channel says; a state began before it was told; no two lines are the same.
        del told["channel"]
        told["source_updated_at"] = {"$ref": "#/components/schemas/Told"}
        told["lines"]["maxItems"] = 1
    line = schemas["OrderLineTelling"]["properties"]
    del line["subscription_line_external_id"]
    line |= {"status_at": {"$ref": "#/components/schemas/Before"}, "replaces": {"const": "another line"}}
    schemas |= {"Told": {"const": "2026-01-05T10:00:00Z"}, "Before": {"const": "2026-01-04T10:00:00Z"}}
    for kind in ("ProductTelling", "ProductItem", "OrderLineTelling"):
        schemas[kind]["properties"] |= {
            "valid_from": {"$ref": "#/components/schemas/FirstDay"}, "valid_to": {"$ref": "#/components/schemas/EndDay"}}
    # How many levels there are depends on the indicator: each has the first, and names it once.
    levels = schemas["IndicatorChange"]["properties"]["levels"]
    levels["maxItems"], levels["items"]["properties"]["level"] = 1, {"const": 1}
    # A connection that is deleted is no longer there.
    spare = {"name": "connection", "in": "path", "required": True, "schema": {"$ref": "#/components/schemas/SpareConnection"}}
    document["paths"]["/v1/venues/{venue}/connections/{connection}"]["delete"]["parameters"] = [spare]
    schemas["SpareConnection"] = {"type": "string"}
    # A copy that is ended is no longer there, and is one institution's; which thresholds it may have, the indicator copied says.
    for path, method, schema in (("", "delete", "SpareCopy"), ("", "get", "IndicatorKey"), ("", "patch", "IndicatorKey")):
        document["paths"][f"/v1/institutions/{{institution}}/indicators/{{key}}{path}"][method]["parameters"] = [
            {"name": "key", "in": "path", "required": True, "schema": {"$ref": f"#/components/schemas/{schema}"}}]
    schemas["SpareCopy"] = {"type": "string"}
    previewed = schemas["PreviewedThresholds"]["oneOf"]
    del previewed[1]
    for asked in (schemas["NewOwnIndicator"], schemas["NewThresholds"], previewed[0]):
        asked["properties"]["thresholds"] = {"const": [1, 4, 9]}
    schemas["ThresholdRollback"]["properties"]["version"] = {"const": 1}
    schemas["NewOwnIndicator"]["properties"]["base"] = {"const": "assiduity"}
    del schemas["NewOwnIndicator"]["properties"]["levels"]
    previewed[0]["properties"]["base"] = {"const": "assiduity"}
    # What a change may hold depends on the cadence: the schedule of this world is a daily one.
    for field in ("weekday", "every_seconds"):
        del schemas["ScheduleChange"]["properties"][field]
    # What an application may become depends on what it is: the one of this world stays a website that takes events.
    changes = schemas["ApplicationChange"]["properties"]
    for field in ("kind", "collection_mode", "test_mode"):
        del changes[field]
    changes["allowed_origins"]["anyOf"][0] = schemas["AllowedOrigins"] | {"minItems": 1}
    shown = strategies.text(strategies.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=50)
    kinds = {name: strategies.just(real) for name, real in world.ids.items()}
    kinds |= {
        # A cancelled job, and a refused item that is let in, are no longer there.
        "JobId": strategies.builds(world.park),
        "RefusedItemId": strategies.builds(world.refuse, strategies.just(world.ids["ApplicationId"])),
        "SpareCopy": strategies.builds(world.copy), "NewOwnKey": strategies.builds(lambda: f"new_{secrets.token_hex(6)}"),
        "SpareConnection": strategies.builds(lambda: world.connect()["id"]),
        "SystemAddress": strategies.just("https://192.0.2.1"),
        "WebhookToken": strategies.just(world.webhook_token),
        # A note that is deleted, a merge that is undone and a contact that is absorbed cannot be so again.
        "OtherContactId": strategies.builds(world.stranger), "ContactNoteId": strategies.builds(world.note),
        "ContactMergeId": strategies.builds(world.merge), "DuplicateId": strategies.builds(world.propose),
        "ConfidenceCursor": strategies.just(world.confidence_cursor), "Phone": text(40), "NoteText": text(200),
        "SearchText": text(200).filter(lambda made: made.strip()),
        "HostName": strategies.sampled_from(["blog.example.org", "magazine.example.org", "new.example.org"]),
        "Origin": strategies.integers(0, 9_999).map(lambda number: f"https://site-{number}.example.fr"),
        "NameCursor": strategies.just(world.name_cursor), "TimeCursor": strategies.just(world.time_cursor), "Figured": strategies.just("2026-01-15"),
        "Cursor": strategies.just(world.cursor), "Currency": strategies.just("EUR"),
        "TimeZone": strategies.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kathmandu"]),
        "FirstDay": strategies.dates(max_value=date(2020, 1, 1)).map(str),
        "EndDay": strategies.dates(min_value=date(2020, 1, 2)).map(str), "Orders": strategies.just(ORDERS),
        "Name": text(200), "ShownName": shown, "Label": text(200), "ExternalId": text(200), "Identity": text(200),
        "PathExternalId": strategies.from_regex(r"[A-Za-z0-9é ]{1,20}", fullmatch=True),
        "MessageId": text(100), "EventName": text(200), "PageName": text(200, least=0)}
    for name, strategy in kinds.items():
        schemathesis.openapi.format(f"sicstine-{name}", strategy)
        schemas[name]["format"] = f"sicstine-{name}"
    for name in answers(document):
        schemas[name]["additionalProperties"] = False
    return document


def answers(document):
    """The names of the object schemas that only answers use."""
    asked = set()

    def follow(part, into):
        for name in re.findall(r"#/components/schemas/(\w+)", str(part)):
            if name not in into:
                into.add(name)
                follow(document["components"]["schemas"][name], into)

    for method, path in operations(document):
        body = document["paths"][path][method].get("requestBody", {})
        if "$ref" in body:
            body = document["components"]["requestBodies"][body["$ref"].rpartition("/")[2]]
        follow(body, asked)
    schemas = document["components"]["schemas"]
    return [name for name in schemas if name not in asked and schemas[name].get("type") == "object"]


@schemathesis.serializer("text/csv")
def as_text(context, value):
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def filter_body(context, body):
    """Strict JSON takes no number so small that its exponent is beyond 308; and no name is an address that other tests send and
    then look for everywhere: texts are drawn from those in the tests too."""
    if not isinstance(body, (dict, list)):
        return True
    sent = json.dumps(body)
    return not re.search(r"[eE]-3(09|[12]\d)", sent) and not any(address in sent for address in addresses.FULL)


@schemathesis.check
def no_good_event_is_refused(context, response, case):
    """An event as described is stored: `errors` are for others."""
    if case.meta and case.meta.generation.mode.is_positive and response.status_code == 200:
        assert b"success" not in response.content or "errors" not in response.json(), "a good event is refused"


def run(document, **settings):
    """Lets schemathesis ask whatever the description allows and forbids: the faults it finds, the statuses it saw by
    operation."""
    config = SchemathesisConfig.from_dict({
        "seed": 1, "continue-on-failure": True, "generation": EXAMPLES,
        "phases": {"coverage": {"extra-data-sources": {"responses": False}},
                   "fuzzing": {"extra-data-sources": {"responses": False}},
                   # A chain of requests mixes the venues it meets, and what one does not have is refused rightly.
                   "stateful": {"checks": {"positive_data_acceptance": {"enabled": False}}}},
        "operations": [
            {"include-operation-id": "createVenue", "phases": {"stateful": {"enabled": False}}},
            # An item that is not as described is refused by itself: its batch is answered with 200.
            {"include-operation-id-regex": "^tellMany", "checks": {"negative_data_rejection": {"enabled": False}}}],
        **settings})
    faults, statuses = [], {}
    for event in from_schema(schemathesis.openapi.from_dict(document, config=config)).execute():
        if isinstance(event, (events.NonFatalError, events.FatalError)):
            faults.append(repr(event))
        if not isinstance(event, events.ScenarioFinished):
            continue
        for case, interaction in event.recorder.interactions.items():
            label = event.recorder.cases[case].value.operation.label
            if interaction.response is not None:
                statuses.setdefault(label, set()).add(interaction.response.status_code)
        for case, checks in event.recorder.checks.items():
            response = event.recorder.interactions[case].response
            faults += [f"{check.failure_info.failure}\n{check.failure_info.code_sample:.1500}\n{response.text}"
                       for check in checks if check.failure_info]
    return faults, statuses


def only(document, ingestion):
    """The part of the description that one of the services answers."""
    kept = {path: item for path, item in document["paths"].items() if ("servers" in item) == ingestion}
    return document | {"paths": kept}


def assert_fulfilled(faults, statuses, document):
    if faults:
        pytest.fail(f"{len(faults)} faults\n\n" + "\n\n".join(dict.fromkeys(faults)), pytrace=False)
    succeeded = {label for label, codes in statuses.items() if any(code < 300 for code in codes)}
    assert succeeded == {f"{method.upper()} {path}" for method, path in operations(document)}


def test_the_api_does_what_it_says(world):
    document = only(tightened(world), ingestion=False)
    faults, statuses = run(
        document, **world.access,
        # 422 is the right answer to a good request under an Idempotency-Key used before.
        checks={"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422"]}})
    assert_fulfilled(faults, statuses, document)


def test_ingestion_does_what_it_says(world):
    document = only(tightened(world), ingestion=True)
    audience = document["paths"].pop("/v1/audience")
    assert_ingestion_fulfils(document, world, world.write_key)
    assert_ingestion_fulfils(document | {"paths": {"/v1/audience": audience}}, world, world.exempt_key)


def assert_ingestion_fulfils(document, world, key):
    faults, statuses = run(
        document, **{"base-url": world.ingest_url},
        auth={"openapi": {"writeKeyAsUser": {"username": key, "password": ""}, "writeKeyAsBearer": {"bearer": key},
                          "writeKeyInQuery": {"api_key": key}}},
        # Page views are a browser's.
        headers={"User-Agent": BROWSER},
        # Strict JSON has no NUL.
        generation=EXAMPLES | {"allow-x00": False},
        # A faulty event is answered with 200 and named in `errors`: refusing its batch would lose the others.
        checks={"negative_data_rejection": {"enabled": False}})
    assert_fulfilled(faults, statuses, document)


def test_an_answer_that_is_not_described_is_found(world):
    document = tightened(world)
    path = "/v1/venues/{venue}/contacts/{contact}"
    document["paths"] = {path: {name: document["paths"][path][name] for name in ("parameters", "get")}}
    contact = document["components"]["schemas"]["Contact"]
    contact["required"].remove("language")
    del contact["properties"]["language"]
    faults, _ = run(document, **world.access)
    assert any("language" in fault for fault in faults), faults


# The guides against the sources.


def test_the_guide_to_imports_has_every_column_and_refusal():
    guide = (ROOT / "docs/imports.md").read_text()
    texts = re.findall(r'Text\(\s*"[^"]*",\s*"([^"]*)"', (SOURCES / "Domain/Texts/ImportTexts.swift").read_text())
    told = import_columns() | names_of("Domain/Ticketing/Imports/RefusalReason.swift", "RefusalReason")
    assert len(texts) > 10
    assert {name for name in told if f"`{name}`" not in guide} | {text for text in texts if text not in guide} == set()


def test_the_guide_to_operation_has_every_setting_and_metric():
    guide = (ROOT / "docs/operation.md").read_text()
    settings = re.findall(r'read\(\s*"([A-Z_]+)"', (SOURCES / "Runtime/Configuration/Settings.swift").read_text())
    sources = "".join(file.read_text() for file in SOURCES.rglob("*.swift"))
    metrics = re.findall(r'"((?:ingest|jobs|http_server)_[a-z_]+)"', sources)
    assert len(settings) > 8 and len(metrics) > 8
    assert {name for name in settings if f"`SICSTINE_{name}`" not in guide} == set()
    assert {name for name in metrics if f"`{name}" not in guide} == set()
