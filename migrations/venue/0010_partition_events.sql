-- Events by the month they were received in, each read as one of our actions. What was collected before is kept.

ALTER TABLE events RENAME TO events_before_partitions;

ALTER INDEX events_pkey RENAME TO events_before_partitions_pkey;

-- `batch` is the group an event was committed with, `item` its place in it: together its identity.
CREATE TABLE events (
    batch bigint NOT NULL,
    item bigint NOT NULL,
    message_id text COLLATE "C" NOT NULL,
    application_id bigint NOT NULL,
    kind text NOT NULL,
    action text NOT NULL,
    name text,
    anonymous_id text COLLATE "C",
    user_id text COLLATE "C",
    -- The sender's clock corrected, between 30 days before `received_at` and that.
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    sent_at timestamptz,
    original_timestamp timestamptz,
    path text,
    referrer_host text,
    source text,
    medium text,
    campaign text,
    term text,
    content text,
    campaign_id text,
    -- The name of the parameter, never its value.
    click_id text,
    -- Of the link that brought the visitor, or, of the action `share`, of the link that was made.
    share_token text COLLATE "C",
    order_ref text COLLATE "C",
    currency text,
    -- An array of what it is about: show, performance, price_category, channel, quantity, amount (cents).
    items json,
    -- As it came, less what is removed at the door.
    payload json NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (batch, item, received_at)
) PARTITION BY RANGE (received_at);

CREATE TABLE events_default PARTITION OF events DEFAULT;

-- The message id is the sender's: the same one again has no effect, whatever the month.
CREATE TABLE event_keys (
    message_id text COLLATE "C" CONSTRAINT event_keys_pkey PRIMARY KEY,
    received_at timestamptz NOT NULL
);

CREATE INDEX event_keys_received_at_idx ON event_keys USING brin (received_at);

-- Groups of events that the worker has not consolidated yet.
CREATE TABLE event_marks (
    batch bigint CONSTRAINT event_marks_pkey PRIMARY KEY,
    events bigint NOT NULL,
    first_received_at timestamptz NOT NULL,
    last_received_at timestamptz NOT NULL,
    -- Set aside: it could not be consolidated, and an operator has to see why.
    failed_at timestamptz
);

DROP TABLE arriving_events;

-- Where a group with a message id already known is sorted out, within one transaction: always empty outside it.
CREATE UNLOGGED TABLE arriving_events (
    LIKE events,
    CONSTRAINT arriving_events_pkey PRIMARY KEY (batch, item)
);

SELECT sicstine.add_month_partitions(
    'events', 'received_at', (m.applied_at AT TIME ZONE 'UTC' - interval '1 month')::date, 5)
FROM schema_migrations m WHERE m.number = 10;

WITH known AS MATERIALIZED (
    SELECT message_id, received_at FROM events_before_partitions
)
INSERT INTO event_keys (message_id, received_at) SELECT message_id, received_at FROM known;

WITH numbered AS MATERIALIZED (
    SELECT e.*, (EXTRACT(epoch FROM date_trunc('hour', received_at, 'UTC')) * 1000000)::bigint << 11 AS batch,
        row_number() OVER (PARTITION BY date_trunc('hour', received_at, 'UTC') ORDER BY received_at, message_id) AS item
    FROM events_before_partitions e
)
INSERT INTO events (
    batch, item, message_id, application_id, kind, action, name, anonymous_id, user_id, occurred_at, received_at, sent_at,
    original_timestamp, payload)
SELECT batch, item, message_id, application_id, kind,
    CASE WHEN kind IN ('page', 'screen') THEN 'page_view' WHEN kind = 'track' THEN 'other' ELSE kind END, name, anonymous_id,
    user_id, occurred_at, received_at, sent_at, original_timestamp, payload
FROM numbered;

WITH marked AS MATERIALIZED (
    SELECT batch, count(*) AS events, min(received_at) AS first_received_at, max(received_at) AS last_received_at
    FROM events GROUP BY batch
)
INSERT INTO event_marks (batch, events, first_received_at, last_received_at)
SELECT batch, events, first_received_at, last_received_at FROM marked;

DROP TABLE events_before_partitions;
