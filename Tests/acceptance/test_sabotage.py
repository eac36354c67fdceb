"""The accounting of the fault tests is itself tried: each sabotage must turn it red, and for the right reason."""
import psycopg
import pytest

import sabotaged
from test_faults import kill_and_start, suffer


def violations(stack, *faults):
    return "\n".join(suffer(stack, *faults).violations())


def statement(sql):
    """Sabotage of the venue's schema: what a wrong migration would have made of it."""
    def sabotage(stack, load):
        load.progress(event=5, order=5)
        with psycopg.connect(stack.env["DATABASE_URL"], autocommit=True) as owner:
            owner.execute(sql.replace("VENUE", f"venue_{load.venue}"))
        load.progress(event=50, order=50)
    return sabotage


@pytest.mark.parametrize("sql, complaint", [
    ("ALTER TABLE VENUE.event_keys DROP CONSTRAINT event_keys_pkey", "events stored more than once"),
    ("CREATE RULE forget AS ON INSERT TO VENUE.event_marks DO INSTEAD NOTHING", "are actions, and sessions count"),
    ("CREATE RULE forget AS ON INSERT TO VENUE.indicator_marks DO INSTEAD NOTHING", "indicators of"),
    ("CREATE FUNCTION VENUE.forget() RETURNS trigger LANGUAGE plpgsql AS "
     "$$ BEGIN new.key := new.key || random(); RETURN new; END $$; "
     "CREATE TRIGGER forget BEFORE INSERT ON VENUE.idempotency_keys FOR EACH ROW EXECUTE FUNCTION VENUE.forget()",
     "orders stored more than once"),
], ids=["message ids that are not unique", "groups of events that are not marked", "marks that are not kept", "idempotency keys that are not kept"])
def test_the_books_complain_of(sql, complaint, own_stack):
    own_stack.up()
    assert complaint in violations(own_stack, statement(sql))


def test_the_books_complain_of_an_ingestion_that_answers_before_the_commit(own_stack, tmp_path):
    own_stack.binaries = sabotaged.build(tmp_path, sabotaged.ANSWER_BEFORE_COMMIT)
    own_stack.up()
    faults = [kill_and_start("ingest", 4), kill_and_start("postgres", 1)]
    assert "acknowledged events lost" in violations(own_stack, *faults)


def test_the_books_complain_of_an_api_that_marks_no_contact(own_stack, tmp_path):
    own_stack.binaries = sabotaged.build(tmp_path, sabotaged.NO_MARKS)
    own_stack.up()
    assert "indicators of" in violations(own_stack)
