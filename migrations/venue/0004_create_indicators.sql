-- A contact whose indicators a writer has touched. Append only: a worker takes marks and deletes just those it took.
CREATE TABLE indicator_marks (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT indicator_marks_pkey PRIMARY KEY,
    contact_id bigint NOT NULL,
    marked_at timestamptz NOT NULL
);

-- One row. A full run raises `epoch` once every refresh begun before it has ended; a refresh of touched contacts holds the table
-- shared. So a row written under an epoch not below a run's own knows at least what the run knows, and the run leaves it alone.
CREATE TABLE indicator_epochs (
    id bigint CONSTRAINT indicator_epochs_pkey PRIMARY KEY,
    epoch bigint NOT NULL
);

INSERT INTO indicator_epochs (id, epoch) VALUES (1, 0);

-- One row a contact; a contact without one has every indicator's default. Each value, its level, and the instant both were
-- computed for.
CREATE TABLE contact_indicators (
    contact_id bigint CONSTRAINT contact_indicators_pkey PRIMARY KEY
        CONSTRAINT contact_indicators_contact_id_fkey REFERENCES contacts,
    epoch bigint NOT NULL,
    assiduity bigint NOT NULL DEFAULT 0,
    assiduity_level bigint NOT NULL DEFAULT 0,
    recency date,
    recency_level bigint NOT NULL DEFAULT 0,
    seniority date,
    seniority_level bigint NOT NULL DEFAULT 0,
    history_computed_for timestamptz,
    spend_tier_previous bigint NOT NULL DEFAULT 0,
    spend_tier_previous_level bigint,
    spend_tier_previous_computed_for timestamptz,
    spend_tier_current bigint NOT NULL DEFAULT 0,
    spend_tier_current_level bigint,
    spend_tier_current_computed_for timestamptz
);

-- Full runs asked for, and what became of them.
CREATE TABLE indicator_runs (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT indicator_runs_pkey PRIMARY KEY,
    status text NOT NULL CONSTRAINT indicator_runs_status_check CHECK (status IN ('queued', 'done')),
    requested_at timestamptz NOT NULL,
    finished_at timestamptz,
    computed_for timestamptz,
    contacts bigint NOT NULL DEFAULT 0
);

CREATE INDEX indicator_runs_queued_idx ON indicator_runs (id) WHERE status = 'queued';
