"""A real Chromium, pages made up for a test, and a collection that writes down what leaves the browser."""
import base64
import contextlib
import gzip
import hashlib
import json
import shutil
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from stack import ROOT, until

GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
# What the guide has pages put before their first call.
QUEUE = "window.sicstine = window.sicstine || function () { (sicstine.q = sicstine.q || []).push(arguments) }"
BALISE = ROOT / "Sources/IngestService/Balise/balise.js"
WRITE_KEY = "wk_000000000000000000000000"


# A page somebody arrives at by a campaign, with what must not leave an exempt page.
ARRIVAL = "?utm_source=lettre&utm_campaign=secret-campaign&gclid=secret-click&email=zoe%40example.org#secret-part"
BASKET_BUTTON = """<button id="add" data-sic-on="basket_add" data-sic-show="S12" data-sic-performance="P1"
    data-sic-price-category="Plein" data-sic-quantity="2" data-sic-price="38,50" data-sic-currency="EUR">+</button>"""
# A headless browser says so in its name, and the collection takes no robots.
AS_A_VISITOR = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"


@contextlib.contextmanager
def chromium(width=1280, height=900, profile=None):
    """A headless browser; with `profile`, a directory that outlives it."""
    directory = profile or tempfile.mkdtemp(prefix="sicstine-browser-")
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
                     f"--window-size={width},{height}", f"--user-data-dir={directory}", f"--user-agent={AS_A_VISITOR}",
                     "--lang=fr-FR", "--disable-background-networking", "--disable-component-update"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": "fr-FR,fr"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_page_load_timeout(20)
    driver.set_script_timeout(20)
    try:
        yield driver
    finally:
        with contextlib.suppress(Exception):
            driver.quit()
        if profile is None:
            shutil.rmtree(directory, ignore_errors=True)


@contextlib.contextmanager
def on_every_page(driver, script):
    """Runs a script before those of each page that is opened, as a browser's own setting would."""
    made = driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})
    try:
        yield
    finally:
        driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": made["identifier"]})


def cookies(driver):
    """Every cookie of the browser, by name: value, expiry and attributes."""
    return {cookie["name"]: cookie for cookie in driver.execute_cdp_cmd("Storage.getCookies", {})["cookies"]}


def storage(driver):
    """The page's localStorage."""
    return driver.execute_script("return Object.assign({}, localStorage)")


class Server:
    """Answers on a port of its own until it is closed. `answer(handler, body)` says how."""

    def __init__(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    outer.answer(self, body)

            do_GET = do_POST = do_OPTIONS = do_HEAD = handle_any

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def answer(self, handler, body):
        raise NotImplementedError

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def say(handler, status, body=b"", **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)


class Collector(Server):
    """Stands for the collection: serves balise.js, answers as told, and keeps every request it got.

    `answering` is what it does with events: a status, or None to cut the connection."""

    def __init__(self):
        self.requests, self.answering = [], 200
        digest = hashlib.sha384(BALISE.read_bytes())
        self.path = f"/balise-{digest.hexdigest()[:16]}.js"
        self.integrity = "sha384-" + base64.b64encode(digest.digest()).decode()
        super().__init__()

    def answer(self, handler, body):
        origin = {"Access_Control_Allow_Origin": handler.headers.get("Origin", "*"), "Vary": "Origin",
                  "Access_Control_Allow_Credentials": "true"}
        if handler.path == "/balise.json":
            return say(handler, 200, json.dumps({"src": self.path, "integrity": self.integrity}).encode())
        if handler.command == "GET":
            return say(handler, 200, BALISE.read_bytes(), Content_Type="text/javascript; charset=utf-8", **origin)
        self.requests.append((handler.command, handler.path, dict(handler.headers), body, self.answering))
        if self.answering is None:
            handler.close_connection = True
            return None
        return say(handler, self.answering, b'{"success":true}', Content_Type="application/json", **origin)

    def bodies(self, path, answered=None):
        """The envelopes posted to a path, in order; with `answered`, only those it answered so."""
        return [json.loads(body) for _, where, _, body, status in list(self.requests)
                if where == path and answered in (None, status)]

    @property
    def audience(self):
        return [item for body in self.bodies("/v1/audience") for item in body["items"]]

    @property
    def events(self):
        """Each consented item once, as its first sending had it."""
        found = {}
        for body in self.bodies("/v1/batch"):
            for item in body["batch"]:
                found.setdefault(item["messageId"], item)
        return list(found.values())

    def names(self):
        return [item.get("event", item["type"]) for item in self.events]

    def everything(self):
        """All that was ever sent, as one text to search."""
        return "\n".join(f"{path} {headers} {body.decode()}" for _, path, headers, body, _ in list(self.requests))


class Site(Server):
    """A site of pages given as HTML, each with the snippet. What is at the path `slow` takes its time."""

    def __init__(self, collector):
        self.collector, self.pages, self.slow = collector, {}, None
        super().__init__()

    def answer(self, handler, _):
        path = handler.path.split("?")[0]
        if path not in self.pages:
            return say(handler, 404, b"none")
        if path == self.slow:
            time.sleep(0.5)
        # Nothing here keeps a page out of the back/forward cache.
        kind = "text/javascript" if path.endswith(".js") else "text/html"
        return say(handler, 200, self.pages[path].encode(), Content_Type=f"{kind}; charset=utf-8")

    def snippet(self, attributes=""):
        return (f'<script async src="{self.collector.url}{self.collector.path}" data-key="{WRITE_KEY}" '
                f'integrity="{self.collector.integrity}" crossorigin="anonymous" {attributes}></script>')

    def page(self, path="/", content="", snippet="", body="", head="", lang="fr", title="Page"):
        """Puts a page up: `snippet` and `body` are attributes of those tags. Its address."""
        self.pages[path] = (f'<!doctype html><html lang="{lang}"><head><title>{title}</title>{WITNESS}{head}'
                            f"{self.snippet(snippet)}</head><body {body}>{content}</body></html>")
        return self.url + path


# Remembers what reached the page that should not have: errors and refused promises.
WITNESS = """<script>window.faults = []
for (const kind of ['error', 'unhandledrejection'])
    addEventListener(kind, event => faults.push(String(event.message || event.reason)))</script>"""


class Visit:
    """One browser on one site, watched by one collection."""

    def __init__(self, driver, collector, site):
        self.driver, self.collector, self.site = driver, collector, site

    def open(self, address):
        self.driver.get(address)
        self.ready()

    def ready(self):
        """Waits until the script has taken over from the queue of early calls."""
        until("balise.js runs", lambda: self.run("return window.sicstine && !window.sicstine.q && typeof sicstine"))

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def call(self, *arguments):
        """sicstine(…), with what it returns."""
        return self.run("return sicstine(...arguments)", *arguments)

    def click(self, selector):
        self.driver.find_element("css selector", selector).click()

    def cookie(self, name):
        return cookies(self.driver).get(f"sicstine_{name}")

    def sent(self, *names, seconds=10):
        """Waits until the events of these names have come, in any number, and returns the first of each."""
        def found():
            have = {item.get("event", item["type"]): item for item in reversed(self.collector.events)}
            return [have[name] for name in names] if all(name in have for name in names) else None
        return until(f"{names} are sent; came {self.collector.names()}", found, seconds)

    def counted(self, number=1, seconds=10):
        """Waits until that many exempt items have come: all of them."""
        until(f"{number} exempt items are sent", lambda: len(self.collector.audience) >= number, seconds)
        return self.collector.audience

    def settled(self):
        """Long enough for whatever was going to be sent: two turns of the script's clock."""
        time.sleep(1.2)

    def faults(self):
        return self.run("return window.faults")


@contextlib.contextmanager
def demo_site(collect, key, *options):
    """The demonstration's theatre, sending to this collection: its address."""
    command = [ROOT / "ops/demo-site/serve", "--collect", collect, "--key", key, *(options or ("--port", "0"))]
    serving = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = serving.stdout.readline().strip()
        assert address, "ops/demo-site/serve did not start"
        yield address
    finally:
        serving.terminate()
        serving.wait(10)
        serving.stdout.close()


class TheatreVisit(Visit):
    """A visit of the demonstration's theatre, from the season to a shared link."""

    def __init__(self, driver, collector, address):
        super().__init__(driver, collector, None)
        self.address = address

    def arrive(self, path="/", query=""):
        self.open(self.address + path + query)

    def answer(self, accept):
        self.click(f"dialog button:{'first' if accept else 'last'}-of-type")

    def put_into_basket(self, number=2):
        """From the season to a show, from there to the next one, which is put into the basket."""
        self.click(f".card:nth-child({number}) a")
        self.ready()
        self.settled()
        self.click("#next")
        self.settled()
        self.click("form.booking button")

    def buy(self, email):
        """From the basket to the order: its number."""
        self.click(".said a")
        self.ready()
        self.click("a.main")
        self.ready()
        for name, value in (("first", "Zoé"), ("last", "Lune"), ("email", email)):
            self.driver.find_element("name", name).send_keys(value)
        self.click("form button.main")
        until("the order is confirmed", lambda: self.driver.find_elements("css selector", "#order-number"))
        self.ready()
        self.settled()
        return self.driver.find_element("css selector", "#order-number").text

    def share(self):
        """The link that was made."""
        self.click("#share")
        return until("a link is shown", lambda: self.run("return (document.querySelector('output a') || {}).href"))

    def press(self, button):
        """One of the buttons of the page on privacy."""
        self.arrive("/confidentialite")
        self.settled()
        self.run("document.getElementById(arguments[0]).scrollIntoView({block: 'start'})", button)
        self.click(f"#{button}")
        self.settled()


@pytest.fixture(scope="module")
def driver():
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(driver):
    """A visitor new to everything: a site and a collection on ports of their own, and no cookie."""
    collector = Collector()
    site = Site(collector)
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    try:
        yield Visit(driver, collector, site)
    finally:
        driver.get("about:blank")
        site.close()
        collector.close()


@pytest.fixture
def consented(visit):
    """The same visitor, who agreed on an earlier page."""
    visit.open(visit.site.page("/earlier"))
    visit.call("consent", True)
    visit.sent("page")
    visit.settled()
    visit.collector.requests.clear()
    return visit


def gzipped(content):
    return len(gzip.compress(content, 9))
