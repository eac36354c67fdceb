"""pretix's own process for the tests: serves its API on loopback, and does what the lines of its standard input ask.

A line is `{"do": NAME, …}` and each is answered by one line, `{"result": …}` or `{"failure": …}`."""
import json
import os
import sys
import threading
import traceback

import django

# What pretix prints must not stand between answers.
ANSWERS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
django.setup()

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

import operations  # noqa: E402
import theatre  # noqa: E402
import truth  # noqa: E402


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):  # noqa: A002
        pass


class Server(ThreadedWSGIServer):
    daemon_threads = True
    request_queue_size = 64


def serve(port):
    server = Server(("127.0.0.1", port), Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()


def answer(message):
    ANSWERS.write(json.dumps(message) + "\n")
    ANSWERS.flush()


def main(port):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=OFF")
    serve(port)
    commands = {**operations.COMMANDS, **truth.COMMANDS, **theatre.COMMANDS}
    with scopes_disabled():
        answer({"result": theatre.facts(theatre.make(port))})
        for line in sys.stdin:
            arguments = json.loads(line)
            try:
                answer({"result": commands[arguments.pop("do")](**arguments)})
            except Exception:
                answer({"failure": traceback.format_exc()})


main(int(sys.argv[1]))
