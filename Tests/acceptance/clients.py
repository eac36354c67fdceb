"""The services as their callers see them. No retry and no default that could hide a fault."""
import requests

from stack import until


class Api:
    """sicstine-api with one key. Each verb returns the response as it came; `ok` is for what must succeed."""

    def __init__(self, url, key):
        self.url = url
        self.session = requests.Session()
        if key is not None:
            self.session.headers["Authorization"] = f"Bearer {key}"

    def request(self, method, path, **options):
        return self.session.request(method, self.url + path, timeout=options.pop("timeout", 30), **options)

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, json=None, **options):
        return self.request("POST", path, json=json, **options)

    def ok(self, response):
        """The JSON of a response that must be a success."""
        assert response.ok, f"{response.request.method} {response.url}: {response.status_code} {response.text}"
        return response.json()

    def create_institution(self, name="Institution"):
        return self.ok(self.post("/v1/institutions", {"name": name}))["id"]

    def create_venue(self, institution=None, name="Théâtre", time_zone="Europe/Paris", currency="EUR", locale="fr"):
        """A new venue, in a new institution if none is given, once it is active: its id."""
        made = self.ok(self.post("/v1/venues", {
            "institution_id": institution or self.create_institution(), "name": name, "time_zone": time_zone,
            "currency": currency, "locale": locale}))
        path = f"/v1/venues/{made['id']}"
        until("the venue is active", lambda: self.ok(self.get(path))["state"] == "active", seconds=60)
        return made["id"]

    def pages(self, path, **parameters):
        """Every resource of a list, page after page."""
        while True:
            page = self.ok(self.get(path, params=parameters))
            yield from page["data"]
            if page["next_cursor"] is None:
                return
            parameters["cursor"] = page["next_cursor"]

    def run_indicators(self, venue, seconds=120):
        """Asks for a full run and waits until it is done: the run."""
        path = f"/v1/venues/{venue}/indicator-runs"
        made = self.ok(self.post(path))

        def done():
            current = self.ok(self.get(f"{path}/{made['id']}"))
            return current if current["status"] == "done" else None

        return until("the run of the indicators is done", done, seconds)

    def import_orders(self, venue, csv, seconds=120):
        """Posts a CSV of orders (bytes) and waits for the end of the import, good or bad: the import."""
        return self.import_file(venue, csv, seconds)

    def import_file(self, venue, csv, seconds=120, **options):
        """The same of any kind; `options` are those of the address."""
        path = f"/v1/venues/{venue}/imports"
        made = self.ok(self.request(
            "POST", path, data=csv, params=options, headers={"Content-Type": "text/csv"}, timeout=seconds))
        return self.import_ended(f"{path}/{made['id']}", seconds)

    def import_ended(self, path, seconds=120):
        """Waits for the end of an import, good or bad: the import."""

        def ended():
            current = self.ok(self.get(path))
            return current if current["status"] in ("previewed", "done", "failed", "cancelled") else None

        return until("the import ended", ended, seconds)


class Ingest:
    """sicstine-ingest with one write key."""

    def __init__(self, url, write_key):
        self.url = url
        self.session = requests.Session()
        if write_key is not None:
            self.session.auth = (write_key, "")

    def post(self, path, json=None, **options):
        return self.session.post(self.url + path, json=json, timeout=options.pop("timeout", 30), **options)

    def track(self, **message):
        return self.post("/v1/track", message)

    def batch(self, messages):
        return self.post("/v1/batch", {"batch": messages})
