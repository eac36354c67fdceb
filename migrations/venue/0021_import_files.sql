-- Files of several kinds, imported part by part: what was applied stays whatever becomes of the rest.
ALTER TABLE imports
    ADD COLUMN kind text NOT NULL DEFAULT 'orders'
        CONSTRAINT imports_kind_check CHECK (kind IN ('orders', 'contacts', 'catalogue')),
    ADD COLUMN source text COLLATE "C" NOT NULL DEFAULT 'venue',
    ADD COLUMN is_preview boolean NOT NULL DEFAULT false,
    -- Of the options and the bytes of the file: the same again is the same import.
    ADD COLUMN digest bytea,
    ADD COLUMN parts bigint NOT NULL DEFAULT 0,
    -- When its undated lines count as told; NULL: when it was created.
    ADD COLUMN arrived_at timestamptz,
    -- Whether no key is in two parts.
    ADD COLUMN is_settled boolean NOT NULL DEFAULT false,
    -- The first so many parts are dealt with.
    ADD COLUMN finished_parts bigint NOT NULL DEFAULT 0,
    ADD COLUMN superseded_lines bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT imports_status_check,
    ADD CONSTRAINT imports_status_check
        CHECK (status IN ('queued', 'running', 'previewed', 'done', 'failed', 'cancelled'));

-- A file is not taken twice while the first import of it stands. One that refused lines does not stand in the way: what they
-- lacked may be there now.
CREATE UNIQUE INDEX imports_digest_key ON imports (digest)
    WHERE status IN ('queued', 'running') OR (status IN ('previewed', 'done') AND refused_lines = 0);

-- The file as it came, one row a record, until it is imported. The columns stand in the order in which the product lists those
-- of the import's kind; `key` is the one of them that tells which records belong together.
ALTER TABLE import_rows RENAME TO former_import_rows;
ALTER TABLE former_import_rows RENAME CONSTRAINT import_rows_pkey TO former_import_rows_pkey;
CREATE TABLE import_rows (
    import_id bigint NOT NULL,
    part bigint NOT NULL,
    line bigint NOT NULL,
    key text COLLATE "C",
    f1 text, f2 text, f3 text, f4 text, f5 text, f6 text, f7 text, f8 text, f9 text, f10 text, f11 text, f12 text,
    f13 text, f14 text, f15 text, f16 text, f17 text, f18 text, f19 text, f20 text, f21 text, f22 text, f23 text, f24 text,
    f25 text, f26 text, f27 text, f28 text, f29 text, f30 text, f31 text, f32 text, f33 text, f34 text, f35 text, f36 text,
    f37 text, f38 text, f39 text, f40 text,
    CONSTRAINT import_rows_pkey PRIMARY KEY (import_id, part, line)
);
INSERT INTO import_rows (
    import_id, part, line, key, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18,
    f19, f20, f21, f22)
SELECT import_id, (line - 2) / 20000, line, order_id, line_id, ordered_at, contact_id, contact_email,
    contact_first_name, contact_last_name, contact_kind, payer_id, holder_id, channel, status, family, show_id, show_name,
    genre, performance_id, performance_at, season, product, quantity, amount, currency
FROM former_import_rows ORDER BY import_id, line;
UPDATE imports i SET parts = r.parts
FROM (SELECT import_id, max(part) + 1 AS parts FROM import_rows GROUP BY import_id) r WHERE r.import_id = i.id;
DROP TABLE former_import_rows;

-- The contacts that the orders of an unfinished import touched. They are marked when it ends, whatever its end.
CREATE TABLE import_marks (
    import_id bigint NOT NULL CONSTRAINT import_marks_import_id_fkey REFERENCES imports,
    batch_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    CONSTRAINT import_marks_pkey PRIMARY KEY (import_id, batch_id, contact_id)
);
