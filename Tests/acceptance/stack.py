"""A stack under test: the built programs with their own PostgreSQL and Redis, driven through ops/stack."""
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Stack:
    """One directory of ops/stack. Nothing runs before `up`."""

    def __init__(self, directory=None, binaries=None):
        self.directory = Path(directory or tempfile.mkdtemp(prefix="sicstine-test-"))
        self.binaries = binaries

    def ops(self, command, *arguments, check=True):
        """Runs ops/stack on this directory; with `check`, a failure raises and shows what was said."""
        done = subprocess.run([ROOT / "ops/stack", command, "--dir", self.directory, *arguments],
                              text=True, capture_output=True, timeout=180)
        if check and done.returncode != 0:
            raise AssertionError(f"ops/stack {command} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
        return done

    def up(self, check=True):
        chosen = ("--binaries", self.binaries) if self.binaries else ("--build", "debug")
        return self.ops("up", *chosen, check=check)

    def down(self):
        return self.ops("down")

    def discard(self):
        """Stops what runs and removes the directory, whatever state a test left it in."""
        self.ops("down", check=False)
        shutil.rmtree(self.directory, ignore_errors=True)

    def kill(self, *processes):
        """SIGKILL, as a crash: each of postgres, redis, api, ingest, worker."""
        self.ops("kill", *processes)

    def start(self, *processes):
        self.ops("start", *processes)

    def restart(self, *processes):
        self.ops("restart", *processes)

    def cli(self, *arguments):
        """What the operator's command line prints."""
        return self.ops("cli", "--", *arguments).stdout.strip()

    def pid(self, process):
        return int((self.directory / f"{process}.pid").read_text())

    @property
    def env(self):
        """The variables of DIR/env, as a shell that sources it sees them."""
        shown = subprocess.run(["bash", "-euc", '. "$1/env"; exec env -0', "bash", self.directory],
                               env={"PATH": os.environ["PATH"]}, capture_output=True, check=True).stdout
        return dict(entry.decode().split("=", 1) for entry in shown.split(b"\0") if entry)


def until(what, probe, seconds=30):
    """Asks until the probe answers something true, and returns that; fails at the deadline, naming `what`."""
    deadline = time.monotonic() + seconds
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds} s still not: {what}")
        time.sleep(0.02)
