"""What the acceptance tests share: one stack for the session, its clients, and a venue of one's own.

Everything runs on the debug build; SICSTINE_TEST_BINARIES names another directory of programs."""
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

import addresses
from clients import Api, Ingest
from stack import ROOT, Stack

BINARIES = os.environ.get("SICSTINE_TEST_BINARIES")


def pytest_collection_finish(session):
    """What takes minutes the first time is begun before the tests that need it come up; they wait for its end."""
    if any(item.path.name == "test_pretix.py" for item in session.items) and not session.config.option.collectonly:
        subprocess.Popen(["nice", sys.executable, Path(__file__).parent / "pretix_server.py"], stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def stack():
    """The stack all tests share. A test that breaks something puts it right, or takes `own_stack`."""
    shared = Stack(binaries=BINARIES)
    try:
        shared.up()
        yield shared
        # Whatever the tests have sent: nothing of it is kept that should not be.
        assert addresses.kept(shared) == []
    finally:
        shared.discard()


@pytest.fixture
def own_stack():
    """A directory for a stack of one's own; nothing runs yet."""
    own = Stack(binaries=BINARIES)
    try:
        yield own
    finally:
        own.discard()


@pytest.fixture(scope="session")
def platform_api(stack):
    """The API with the platform administrator's key, for what is set up once for several tests."""
    return Api(stack.env["SICSTINE_API_URL"], stack.env["SICSTINE_ADMIN_KEY"])


@pytest.fixture
def api(platform_api):
    """The API with the platform administrator's key."""
    return platform_api


@pytest.fixture
def venue(api):
    """The id of a new, active venue."""
    return api.create_venue()


@pytest.fixture
def venue_api(stack, venue):
    """The API with a key of `venue` alone."""
    return Api(stack.env["SICSTINE_API_URL"], stack.cli("key", "create", "--name", "test", "--venue", venue))


@pytest.fixture
def write_key(stack, venue):
    return stack.cli("write-key", "create", "--venue", venue, "--name", "test")


@pytest.fixture
def ingest(stack, write_key):
    """Ingestion with a write key of `venue`."""
    return Ingest(stack.env["SICSTINE_INGEST_URL"], write_key)


@pytest.fixture
def database(stack):
    """A connection to the stack's database as its owner, each statement its own transaction."""
    with psycopg.connect(stack.env["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def cdnow():
    """The file of the CDNOW purchases, as ops/setup --tests fetched it."""
    path = ROOT / ".run/data/CDNOW_master.txt"
    assert path.exists(), "run ops/setup --tests"
    return path
