-- Events as collected. The message id is the sender's: the same one again has no effect.
CREATE TABLE events (
    message_id text COLLATE "C" CONSTRAINT events_pkey PRIMARY KEY,
    application_id bigint NOT NULL,
    kind text NOT NULL,
    name text,
    anonymous_id text,
    user_id text,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    sent_at timestamptz,
    original_timestamp timestamptz,
    -- Strict JSON, checked before it is stored; `json` keeps the bytes as they came.
    payload json NOT NULL
);

-- Where a batch with a message id already known is sorted out, within one transaction: always empty outside it.
CREATE UNLOGGED TABLE arriving_events (
    message_id text COLLATE "C" NOT NULL,
    application_id bigint NOT NULL,
    kind text NOT NULL,
    name text,
    anonymous_id text,
    user_id text,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    sent_at timestamptz,
    original_timestamp timestamptz,
    payload json NOT NULL,
    arrival bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}),
    CONSTRAINT arriving_events_pkey PRIMARY KEY (arrival)
);
