"""The unmodified SDKs from PyPI, their host set to ours, and a road to it with obstacles."""
import http.server
import json
import threading

import requests
from posthog import Posthog
from rudderstack.analytics.client import Client as RudderStack
from segment.analytics.client import Client as Segment

PAGE = "https://www.theatre.example/saison/phedre?utm_source=lettre&utm_medium=email&token=secret"
PRODUCT = {"product_id": "P-1", "name": "Phèdre", "variant": "plein", "price": 38.0, "quantity": 2}
ORDER = {"order_id": "O-1", "currency": "EUR", "products": [PRODUCT]}
ITEMS = [{"show": "Phèdre", "performance": "P-1", "price_category": "plein", "quantity": 2, "amount": 7600}]


class OfSegment:
    """segment-analytics-python, or another SDK made after it."""

    def __init__(self, url, key, make=Segment, **options):
        self.errors = []
        self.client = make(key, host=url, on_error=lambda error, _: self.errors.append(error), upload_interval=0.1,
                           timeout=5, **options)

    def send(self):
        """Everything there is to send; what must be stored of it: (kind, action, anonymous id, user id)."""
        client = self.client
        client.track("B-1", "Order Completed", ORDER)
        client.track("B-1", "Tombola")
        client.identify("B-1", {"email": "anne@example.org"})
        client.page("B-1", "cat", "Phèdre", {"url": PAGE, "referrer": "https://www.google.com/"})
        client.screen(anonymous_id="v-1", name="Billets")
        client.group("B-1", "S-1", {"name": "Lycée"})
        client.alias("v-1", "B-1")
        return [("track", "order_placed", None, "B-1"), ("track", "other", None, "B-1"),
                ("identify", "identify", None, "B-1"), ("page", "page_view", None, "B-1"),
                ("screen", "page_view", "v-1", None), ("group", "group", None, "B-1"), ("alias", "alias", "v-1", "B-1")]

    def finish(self):
        self.client.flush()
        self.client.join()


class OfPostHog:
    """The Python SDK of PostHog."""

    def __init__(self, url, key, **options):
        self.errors = []
        self.client = Posthog(key, host=url, on_error=lambda error, _: self.errors.append(error), flush_interval=0.1,
                              max_retries=12, timeout=5, **options)

    def send(self):
        client, about = self.client, {"distinct_id": "B-1"}
        client.capture("Order Completed", properties=ORDER, **about)
        client.capture("purchase", properties={"transaction_id": "O-2", "items": [{"item_id": "P-1"}]}, **about)
        client.capture("somebody unknown")
        client.capture("$pageview", properties={"$current_url": PAGE, "$referrer": "https://www.google.com/"}, **about)
        client.set(properties={"email": "anne@example.org"}, **about)
        client.set_once(properties={"first_seen": "2026"}, **about)
        client.alias("v-1", "B-1")
        client.group_identify("school", "S-1", {"name": "Lycée"})
        return [("track", "order_placed", None, "B-1"), ("track", "order_placed", None, "B-1"),
                ("track", "other", "made up", None), ("page", "page_view", None, "B-1"),
                ("identify", "identify", None, "B-1"), ("identify", "identify", None, "B-1"),
                ("alias", "alias", "v-1", "B-1"), ("group", "group", "made up", None)]

    def finish(self):
        self.client.flush()
        self.client.shutdown()


SDKS = {
    "segment": OfSegment,
    "segment gzip": lambda url, key: OfSegment(url, key, gzip=True),
    "rudderstack": lambda url, key: OfSegment(url, key, RudderStack),
    "rudderstack plain": lambda url, key: OfSegment(url, key, RudderStack, gzip=False),
    "posthog": OfPostHog,
    "posthog gzip": lambda url, key: OfPostHog(url, key, gzip=True),
    "posthog second version": lambda url, key: OfPostHog(url, key, capture_mode="v1", capture_compression="gzip"),
}


class Road:
    """Leads to a service; each request meets the next obstacle: a status, or `lost` for an answer that never arrives."""

    def __init__(self, url, obstacles):
        road = self
        self.met, self.statuses = iter(obstacles), []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                obstacle = next(road.met, None)
                if isinstance(obstacle, int):
                    return self.answer(obstacle, json.dumps({"code": "obstacle", "message": "Later."}).encode())
                headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                answer = requests.post(url + self.path, data=body, headers=headers, timeout=30)
                if obstacle == "lost":
                    self.close_connection = True
                    return self.connection.close()
                road.statuses.append(answer.status_code)
                return self.answer(answer.status_code, answer.content)

            def answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                if status in (429, 503):
                    self.send_header("Retry-After", "1")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
