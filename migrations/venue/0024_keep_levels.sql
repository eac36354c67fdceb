-- Why a contact is marked; where several reasons meet, `LevelChange.Reason` says which counts.
ALTER TABLE indicator_marks ADD COLUMN reason text NOT NULL DEFAULT 'order';

ALTER TABLE contact_indicators
    ALTER COLUMN epoch SET DEFAULT 0,
    -- What was paid in the season that holds `history_computed_for` and in the one before it, and in which population the contact
    -- is ranked there. The spend tiers are made of these when their time comes.
    ADD COLUMN revenue bigint NOT NULL DEFAULT 0,
    ADD COLUMN previous_revenue bigint NOT NULL DEFAULT 0,
    ADD COLUMN population text NOT NULL DEFAULT 'other',
    ADD COLUMN previous_population text NOT NULL DEFAULT 'other',
    -- In which population each tier was ranked; NULL: not yet.
    ADD COLUMN spend_tier_previous_population text,
    ADD COLUMN spend_tier_current_population text,
    -- Since when there are levels to tell of, and until when, for a record that was merged.
    ADD COLUMN first_computed_for timestamptz,
    ADD COLUMN ended_for timestamptz;

-- A run writes only the rows that it changes: these are the instants that all the others are right for too.
ALTER TABLE indicator_epochs
    ADD COLUMN history_computed_for timestamptz,
    -- The last contact that was checked.
    ADD COLUMN reconciled_up_to bigint NOT NULL DEFAULT 0,
    ADD COLUMN spend_tier_previous_computed_for timestamptz,
    ADD COLUMN spend_tier_current_computed_for timestamptz;

-- One row, held by the run under way: one at a time.
CREATE TABLE indicator_turns (
    id bigint CONSTRAINT indicator_turns_pkey PRIMARY KEY
);

INSERT INTO indicator_turns (id) VALUES (1);

-- Each change of a level: from, to, the instant it was computed for, and why. A contact's first levels are no change: what it had
-- since `first_computed_for` is what its first change left.
CREATE TABLE level_changes (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT level_changes_pkey PRIMARY KEY,
    contact_id bigint NOT NULL CONSTRAINT level_changes_contact_id_fkey REFERENCES contacts,
    key text NOT NULL,
    changed_for timestamptz NOT NULL,
    from_level bigint,
    to_level bigint,
    reason text NOT NULL
);

CREATE INDEX level_changes_contact_id_idx ON level_changes (contact_id);
CREATE INDEX level_changes_key_idx ON level_changes (key, changed_for);

-- What a run does, and what it did.
ALTER TABLE indicator_runs
    ADD COLUMN kind text NOT NULL DEFAULT 'recompute',
    -- The instant asked for; NULL: that of the run.
    ADD COLUMN as_of timestamptz,
    ADD COLUMN started_at timestamptz,
    -- Indicators of contacts of which the value or the level was another one.
    ADD COLUMN differences bigint NOT NULL DEFAULT 0,
    -- Contacts checked against a full computation, and those that were not what it says: none is expected.
    ADD COLUMN checked bigint NOT NULL DEFAULT 0,
    ADD COLUMN drifted bigint NOT NULL DEFAULT 0;

-- The contacts by what a run found of each indicator: the level they had, the level it computed, and that their value or their
-- level was another one.
CREATE TABLE indicator_run_moves (
    run_id bigint NOT NULL CONSTRAINT indicator_run_moves_run_id_fkey REFERENCES indicator_runs,
    key text NOT NULL,
    -- -1: none.
    from_level bigint NOT NULL,
    to_level bigint NOT NULL,
    contacts bigint NOT NULL,
    CONSTRAINT indicator_run_moves_pkey PRIMARY KEY (run_id, key, from_level, to_level)
);

-- What runs computed for another instant than now, a row a contact as in `contact_indicators`: a preview's until it is compared,
-- that of a past instant until it is dropped.
CREATE TABLE computed_indicators (
    run_id bigint NOT NULL CONSTRAINT computed_indicators_run_id_fkey REFERENCES indicator_runs,
    contact_id bigint NOT NULL,
    assiduity bigint NOT NULL,
    assiduity_level bigint NOT NULL,
    child_product boolean NOT NULL,
    child_product_level bigint NOT NULL,
    member boolean NOT NULL,
    member_level bigint NOT NULL,
    recency date,
    recency_level bigint NOT NULL,
    sales_channel bigint,
    sales_channel_type text,
    sales_channel_level bigint NOT NULL,
    subscriber boolean NOT NULL,
    subscriber_level bigint NOT NULL,
    seniority date,
    seniority_level bigint NOT NULL,
    young boolean,
    young_level bigint,
    booking_lead bigint,
    booking_lead_level bigint NOT NULL,
    genre_affinity bigint NOT NULL,
    genre_affinity_genre text,
    genre_affinity_level bigint NOT NULL,
    revenue bigint NOT NULL,
    previous_revenue bigint NOT NULL,
    population text NOT NULL,
    previous_population text NOT NULL,
    spend_tier_previous bigint NOT NULL DEFAULT 0,
    spend_tier_previous_level bigint,
    spend_tier_previous_population text,
    spend_tier_current bigint NOT NULL DEFAULT 0,
    spend_tier_current_level bigint,
    spend_tier_current_population text,
    social_engagement bigint NOT NULL DEFAULT 0,
    social_engagement_level bigint NOT NULL DEFAULT 0,
    social_influence bigint NOT NULL DEFAULT 0,
    social_influence_level bigint NOT NULL DEFAULT 0,
    CONSTRAINT computed_indicators_pkey PRIMARY KEY (run_id, contact_id)
);
