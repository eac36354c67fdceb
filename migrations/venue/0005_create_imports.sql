CREATE TABLE imports (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT imports_pkey PRIMARY KEY,
    status text NOT NULL CONSTRAINT imports_status_check CHECK (status IN ('queued', 'running', 'done', 'failed')),
    failure text,
    attempts bigint NOT NULL DEFAULT 0,
    lines bigint NOT NULL DEFAULT 0,
    accepted_lines bigint NOT NULL DEFAULT 0,
    refused_lines bigint NOT NULL DEFAULT 0,
    new_orders bigint NOT NULL DEFAULT 0,
    new_lines bigint NOT NULL DEFAULT 0,
    changed_lines bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    finished_at timestamptz
);

CREATE INDEX imports_unfinished_idx ON imports (id) WHERE status IN ('queued', 'running');

-- The file as it came, one row a line, until the import is done.
CREATE TABLE import_rows (
    import_id bigint NOT NULL,
    line bigint NOT NULL,
    order_id text, line_id text, ordered_at text,
    contact_id text, contact_email text, contact_first_name text, contact_last_name text, contact_kind text,
    payer_id text, holder_id text, channel text, status text, family text,
    show_id text, show_name text, genre text, performance_id text, performance_at text,
    season text, product text, quantity text, amount text, currency text,
    CONSTRAINT import_rows_pkey PRIMARY KEY (import_id, line)
);

-- The lines of the import under way, read and checked. Written and emptied in one transaction: nothing here is worth logging.
CREATE UNLOGGED TABLE import_lines (
    import_id bigint NOT NULL,
    line bigint NOT NULL,
    reasons text[] NOT NULL,
    order_id text COLLATE "C", line_id text COLLATE "C", ordered_at timestamptz,
    contact_id text COLLATE "C", contact_email text, contact_first_name text, contact_last_name text, contact_kind text,
    payer_id text COLLATE "C", holder_id text COLLATE "C", channel text, status text, family text,
    show_id text COLLATE "C", show_name text, genre text, performance_id text COLLATE "C", performance_at timestamptz,
    season_id bigint, product text, quantity bigint, amount bigint,
    CONSTRAINT import_lines_pkey PRIMARY KEY (import_id, line)
);

CREATE TABLE import_refusals (
    import_id bigint NOT NULL CONSTRAINT import_refusals_import_id_fkey REFERENCES imports,
    line bigint NOT NULL,
    reasons text[] NOT NULL,
    CONSTRAINT import_refusals_pkey PRIMARY KEY (import_id, line)
);
