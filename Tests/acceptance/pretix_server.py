"""A real pretix on loopback: installed once and cached, with a fresh organizer, driven through one long-lived process."""
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

from stack import ROOT

HERE = Path(__file__).resolve().parent / "pretix"
REQUIREMENTS = HERE / "requirements.txt"
VERSION = REQUIREMENTS.read_text().split("==")[1].strip()
CONFIGURATION = """[pretix]
instance_name=Test
url=http://127.0.0.1:{port}
datadir={directory}
[database]
backend=sqlite3
[django]
debug=off
secret=for-tests-only-for-tests-only-for-tests-only
"""


def cache():
    """Where the installed pretix is kept: for all clones if that can be written, else in this one."""
    shared = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sicstine"
    try:
        shared.mkdir(parents=True, exist_ok=True)
        if os.access(shared, os.W_OK):
            return shared / f"pretix-{VERSION}"
    except OSError:
        pass
    return ROOT / ".run" / f"pretix-{VERSION}"


def prepare():
    """Installs pretix and migrates an empty database, unless that was done: three minutes the first time."""
    place = cache()
    place.mkdir(parents=True, exist_ok=True)
    with open(place / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = place / "ready"
        if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
            return place
        shutil.rmtree(place / "venv", ignore_errors=True)
        subprocess.run(["/usr/bin/python3", "-m", "venv", place / "venv"], check=True, capture_output=True)
        subprocess.run([place / "venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS],
                       check=True, stdout=subprocess.DEVNULL)
        with directory(place, port=1) as made:
            subprocess.run([place / "venv/bin/python", "-m", "django", "migrate", "--no-input"], check=True,
                           env=environment(made), stdout=subprocess.DEVNULL)
            shutil.move(made / "db.sqlite3", place / "migrated.sqlite3")
        stamp.write_text(REQUIREMENTS.read_text())
        return place


@contextmanager
def directory(place, port):
    """A data directory with its configuration, removed afterwards."""
    made = Path(tempfile.mkdtemp(prefix="sicstine-pretix-"))
    try:
        (made / "pretix.cfg").write_text(CONFIGURATION.format(port=port, directory=made))
        if (place / "migrated.sqlite3").exists():
            shutil.copy(place / "migrated.sqlite3", made / "db.sqlite3")
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def environment(made):
    return {"PATH": os.environ["PATH"], "HOME": str(made), "PYTHONPATH": str(HERE), "LANG": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "settings", "PRETIX_CONFIG_FILE": str(made / "pretix.cfg")}


class Pretix:
    """One pretix that serves its API, and does in its own code what it is told."""

    def __init__(self, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        place = prepare()
        self._directory = directory(place, port)
        made = self._directory.__enter__()
        self.log = made / "log"
        self._process = subprocess.Popen(
            [place / "venv/bin/python", HERE / "world.py", str(port)], env=environment(made), cwd=made, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(self.log, "w", encoding="utf-8"))
        self._lock = threading.Lock()
        try:
            self.facts = self._answer()
        except BaseException:
            self.stop()
            raise

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"pretix ended:\n{self.log.read_text()[-4000:]}")
        answer = json.loads(line)
        if "failure" in answer:
            raise AssertionError(answer["failure"])
        return answer["result"]

    def do(self, command, **arguments):
        """Runs one command of pretix/world.py and returns what it answers."""
        with self._lock:
            self._process.stdin.write(json.dumps({"do": command, **arguments}) + "\n")
            self._process.stdin.flush()
            return self._answer()

    def stop(self):
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._directory.__exit__(None, None, None)


if __name__ == "__main__":
    print(prepare())
