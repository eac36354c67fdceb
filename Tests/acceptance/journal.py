"""What a client did, on disk before it is sent and after it is answered: the truth a fault test counts by."""
import json
import os
import threading
from collections import Counter


class Journal:
    """One JSON line an entry, each synced to disk before `write` returns; any thread may write."""

    def __init__(self, path):
        self.path = path
        self._file = open(path, "ab", buffering=0)
        self._lock = threading.Lock()

    def write(self, **entry):
        with self._lock:
            self._file.write(json.dumps(entry).encode() + b"\n")
            os.fdatasync(self._file.fileno())

    def close(self):
        self._file.close()


class Record:
    """A journal read back: what was sent, and what was answered to whom."""

    def __init__(self, path):
        self.sent, self.acknowledged, self.refused, self.answers = {}, {}, set(), Counter()
        with open(path, encoding="utf-8") as lines:
            for entry in map(json.loads, lines):
                self._read(**entry)

    def _read(self, what, ids, **entry):
        if what == "sent":
            self.sent |= {name: cents for name, cents in zip(ids, entry["cents"])}
            return
        self.answers[entry["status"]] += 1
        if what == "acknowledged":
            for name in ids:
                # What was answered the first time: a repetition must be answered the same.
                self.acknowledged.setdefault(name, set()).add(entry.get("answer"))
        elif what == "refused":
            self.refused |= set(ids)

    @property
    def unresolved(self):
        return self.sent.keys() - self.acknowledged.keys() - self.refused

    def of(self, kind):
        """The ids acknowledged whose name begins with a kind: `event-…`, `order-…`, `cancel-…`."""
        return {name for name in self.acknowledged if name.startswith(f"{kind}-")}
