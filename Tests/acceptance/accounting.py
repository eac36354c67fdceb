"""The books of a fault test: what the journal says against what PostgreSQL holds. Each violation is a sentence."""
import psycopg
import redis
from psycopg.rows import dict_row

from clients import Api
from journal import Record
from stack import until

RECOVERY_SECONDS = 60
# The indicators kept right in real time, with what holds for a contact that was never touched: no row is no purchase.
REAL_TIME = {"assiduity": 0, "assiduity_level": 0, "recency": None, "recency_level": 0, "seniority": None,
             "seniority_level": 0}


class Books:
    """The accounts of one venue after its load has ended."""

    def __init__(self, stack, load):
        self.stack, self.load = stack, load
        self.record = Record(load.journal.path)

    def violations(self):
        """Everything that is not as promised; nothing when all is well."""
        with psycopg.connect(self.stack.env["DATABASE_URL"], autocommit=True, row_factory=dict_row) as self.database:
            return [*self._answers(), *self._events(), *self._sessions(), *self._orders(), *self._indicators(),
                    *self._queues()]

    def rows(self, query):
        return self.database.execute(query.replace("VENUE", f"venue_{self.load.venue}")).fetchall()

    def _answers(self):
        strange = self.record.answers.keys() - {"no answer", 200, 201, 503}
        if strange:
            yield f"answers that no fault explains: { {status: self.record.answers[status] for status in strange} }"
        if self.record.unresolved or self.record.refused:
            yield f"{len(self.record.unresolved)} outcomes never known, {len(self.record.refused)} refused"
        several = [name for name, answers in self.record.acknowledged.items() if len(answers) > 1]
        if several:
            yield f"{len(several)} repetitions were answered with another id, such as {several[:3]}"

    def _events(self):
        stored = self.rows("""
            SELECT message_id AS name, count(*) AS times,
                sum((payload->'properties'->>'cents')::bigint)::bigint AS cents
            FROM VENUE.events GROUP BY message_id""")
        yield from self._balance("event", stored)

    def _sessions(self):
        """Every event stored is one action of one session, in time."""
        try:
            until("no group of events waits", lambda: self._count("event_marks") == 0, RECOVERY_SECONDS)
        except AssertionError:
            yield f"{self._count('event_marks')} groups of events wait {RECOVERY_SECONDS} s after the last fault"
        events = self._count("events")
        acted = self.rows("SELECT count(*) FROM (SELECT DISTINCT batch, item FROM VENUE.visitor_actions) a")[0]["count"]
        counted = self.rows("SELECT COALESCE(sum(actions), 0)::bigint AS actions FROM VENUE.sessions")[0]["actions"]
        if (acted, counted) != (events, events):
            yield f"of {events} events {acted} are actions, and sessions count {counted}"

    def _orders(self):
        stored = self.rows("""
            SELECT l.external_id AS name, count(*) AS times, sum(l.amount)::bigint AS cents,
                min(o.id)::text AS id, min(l.status) AS status
            FROM VENUE.orders o JOIN VENUE.order_lines l ON l.order_id = o.id GROUP BY l.external_id""")
        yield from self._balance("order", stored)
        answered = self.record.acknowledged
        foreign = [row["name"] for row in stored if {row["id"]} != answered.get(row["name"], {row["id"]})]
        if foreign:
            yield f"{len(foreign)} orders are not the ones that were answered, such as {foreign[:3]}"
        cancelled = {row["name"] for row in stored if row["status"] == "cancelled"}
        if cancelled != {name.replace("cancel", "order") for name in self.record.of("cancel")}:
            yield "the cancelled lines are not those whose cancelling was acknowledged"
        empty = self.rows("""
            SELECT count(*) FROM VENUE.orders o WHERE NOT EXISTS (
                SELECT FROM VENUE.order_lines l WHERE l.order_id = o.id)""")[0]["count"]
        if empty:
            yield f"{empty} orders without their lines"

    def _balance(self, kind, stored):
        """Acknowledged = stored, each once, nothing else, to the cent."""
        acknowledged, names = self.record.of(kind), {row["name"] for row in stored}
        lost, phantoms = acknowledged - names, names - self.record.sent.keys()
        doubled = [row["name"] for row in stored if row["times"] != 1]
        if not acknowledged and kind in self.load.kinds:
            yield f"not one {kind} was acknowledged: nothing was tried"
        if lost:
            yield f"{len(lost)} of {len(acknowledged)} acknowledged {kind}s lost, such as {sorted(lost)[:3]}"
        if doubled:
            yield f"{len(doubled)} {kind}s stored more than once, such as {sorted(doubled)[:3]}"
        if phantoms:
            yield f"{len(phantoms)} {kind}s stored that nobody sent, such as {sorted(phantoms)[:3]}"
        sums = sum(row["cents"] for row in stored), sum(self.record.sent[name] for name in acknowledged)
        if sums[0] != sums[1]:
            yield f"the {kind}s stored are worth {sums[0]} cents, the acknowledged ones {sums[1]}"

    def _indicators(self):
        """Right in time without a full run, so a full run changes none."""
        try:
            until("no mark waits", lambda: self._marks() == 0, RECOVERY_SECONDS)
        except AssertionError:
            yield f"{self._marks()} marks wait {RECOVERY_SECONDS} s after the last fault"
        in_time = self._indicator_rows()
        Api(self.stack.env["SICSTINE_API_URL"], self.stack.env["SICSTINE_ADMIN_KEY"]).run_indicators(self.load.venue)
        full = self._indicator_rows()
        stale = [(in_time.get(contact, REAL_TIME), row) for contact, row in full.items()
                 if in_time.get(contact, REAL_TIME) != row]
        if stale:
            yield f"the indicators of {len(stale)} of {len(full)} contacts were not those of a full run: {stale[0]}"

    def _marks(self):
        return self._count("indicator_marks")

    def _count(self, table):
        return self.rows(f"SELECT count(*) FROM VENUE.{table}")[0]["count"]

    def _indicator_rows(self):
        return {row.pop("contact_id"): row for row in self.rows(
            f"SELECT contact_id, {', '.join(REAL_TIME)} FROM VENUE.contact_indicators")}

    def _queues(self):
        """At rest Redis holds no work: none waiting, none in hand."""
        client = redis.Redis.from_url(self.stack.env["REDIS_URL"])

        def left():
            streams = [key for key in client.scan_iter() if client.type(key) == b"stream"]
            return {key.decode(): client.xlen(key) for key in streams if client.xlen(key)}

        try:
            until("the queues are empty", lambda: not left(), RECOVERY_SECONDS)
        except AssertionError:
            yield f"work is left in the queues: {left()}"
