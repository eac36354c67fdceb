-- A ticketing system outside that a venue's orders are read from, and how far.
CREATE TABLE ticketing_connections (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT ticketing_connections_pkey PRIMARY KEY,
    kind text NOT NULL CONSTRAINT ticketing_connections_kind_check CHECK (kind IN ('pretix')),
    -- What it tells is told by this source; two connections never speak for one.
    source text COLLATE "C" NOT NULL CONSTRAINT ticketing_connections_source_key UNIQUE,
    address text NOT NULL,
    organizer text NOT NULL,
    -- AES-GCM: nonce, text and tag; the key is not here.
    sealed_credential bytea NOT NULL,
    -- What stands for the secret end of the address that its webhooks are sent to.
    webhook_digest bytea NOT NULL,
    channels text[] NOT NULL DEFAULT '{}',
    channel_types text[] NOT NULL DEFAULT '{}',
    is_paused boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,

    next_pull_at timestamptz NOT NULL,
    -- The system asked to be left alone, or failed: nothing is asked of it before.
    not_before timestamptz NOT NULL DEFAULT '-infinity',
    -- Every change up to then, by the system's clock, was read; NULL: the first load is not done.
    read_until timestamptz,
    -- The pull under way: the page that comes next, and the time of the system when the first was made.
    page bigint,
    page_generated_at timestamptz,
    orders_to_read bigint,
    orders_read bigint NOT NULL DEFAULT 0,
    loaded_at timestamptz,
    pulled_at timestamptz,

    -- Why the last attempt failed, and how often in a row that was so.
    failure text,
    failure_detail text,
    failed_at timestamptz,
    failures bigint NOT NULL DEFAULT 0,

    -- Over all pulls.
    orders_written bigint NOT NULL DEFAULT 0,
    orders_refused bigint NOT NULL DEFAULT 0,
    orders_skipped bigint NOT NULL DEFAULT 0,
    last_refusal text,

    next_check_at timestamptz NOT NULL,
    -- The check under way: its next page, and what it found so far.
    check_page bigint,
    check_orders bigint NOT NULL DEFAULT 0,
    check_different_orders bigint NOT NULL DEFAULT 0,
    check_different_tickets bigint NOT NULL DEFAULT 0,
    check_different_amount bigint NOT NULL DEFAULT 0,
    -- What the last whole one found.
    checked_at timestamptz,
    checked_orders bigint,
    different_orders bigint,
    different_tickets bigint,
    different_amount bigint
);
