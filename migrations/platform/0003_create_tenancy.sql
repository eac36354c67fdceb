CREATE TABLE institutions (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT institutions_pkey PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL
);

-- `ordinal` gives each venue its own range of row ids (see 0001_create_contacts.sql of the venues).
CREATE TABLE venues (
    id text COLLATE "C" CONSTRAINT venues_pkey PRIMARY KEY,
    ordinal bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT venues_ordinal_key UNIQUE,
    institution_id bigint NOT NULL CONSTRAINT venues_institution_id_fkey REFERENCES institutions,
    name text NOT NULL,
    time_zone text NOT NULL,
    currency text NOT NULL,
    locale text NOT NULL,
    -- The name of the database that holds its schema; a service knows each name's address.
    database text NOT NULL,
    state text NOT NULL CONSTRAINT venues_state_check CHECK (state IN ('provisioning', 'active')),
    -- The last venue migration applied to its schema.
    schema_version bigint NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE INDEX venues_institution_id_idx ON venues (institution_id);
