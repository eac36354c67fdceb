"""What stands between pretix and Sicstine in the tests: an API that can be made to fail, and webhooks that go astray."""
import http.client
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests


class Between:
    """Passes requests for pretix's API on, and its webhooks back, each as well as it is told to."""

    def __init__(self, port):
        self.pretix_port = None
        # Answers how a request fails: a function of the path that returns (status, headers), "torn", "cut" or None.
        self.fault = lambda path: None
        # Changes an address before it is asked for.
        self.rewrite = lambda path: path
        self.asked = []
        self.messenger = None
        between = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # noqa: N802
                between.asked.append(self.path)
                fault = between.fault(self.path)
                if isinstance(fault, tuple):
                    return self.answer(fault[0], {"Content-Type": "text/html", **fault[1]}, b"<html>no</html>")
                if fault == "cut":
                    self.close_connection = True
                    return self.connection.shutdown(2)
                status, headers, body = between.ask(self.path, self.headers)
                if fault == "torn":
                    return self.answer(status, headers, body[:len(body) // 2])
                return self.answer(status, headers, body)

            def do_POST(self):  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if between.messenger:
                    between.messenger.take(body)
                self.answer(200, {}, b"")

            def answer(self, status, headers, body):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format, *args):  # noqa: A002
                pass

        self.url = f"http://127.0.0.1:{port}"
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def ask(self, path, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.pretix_port, timeout=60)
        connection.request("GET", self.rewrite(path), headers={
            "Authorization": headers["Authorization"], "Host": f"127.0.0.1:{self.pretix_port}"})
        answer = connection.getresponse()
        body = answer.read()
        kept = {name: value for name, value in answer.getheaders() if name in ("Content-Type", "X-Page-Generated")}
        connection.close()
        return answer.status, kept, body

    def healthy(self):
        self.fault, self.rewrite, self.messenger = (lambda path: None), (lambda path: path), None

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Messenger:
    """Carries webhooks: loses some, carries some twice, and none in order."""

    def __init__(self, url, lost=0.0, doubled=0.0, shuffled=False, seed=1):
        self.url, self.lost, self.doubled, self.shuffled = url, lost, doubled, shuffled
        self.chance = random.Random(seed)
        self.bag, self.lock, self.statuses, self.taken = [], threading.Lock(), [], 0
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.carry, daemon=True)
        self.thread.start()

    def take(self, body):
        with self.lock:
            self.taken += 1
            if self.chance.random() < self.lost:
                return
            self.bag.append(body)
            if self.chance.random() < self.doubled:
                self.bag.append(body)

    def carry(self):
        session = requests.Session()
        while not self.stopping.is_set():
            with self.lock:
                place = self.chance.randrange(len(self.bag)) if self.bag and self.shuffled else 0
                body = self.bag.pop(place) if self.bag else None
            if body is None:
                time.sleep(0.02)
                continue
            answer = session.post(self.url, data=body, headers={"Content-Type": "application/json"}, timeout=30)
            self.statuses.append(answer.status_code)

    def stop(self):
        self.stopping.set()
        self.thread.join()
