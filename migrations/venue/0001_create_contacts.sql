-- Row ids start at the venue's own base ({{id_base}} = its ordinal × 2^40): an id of one venue is unknown in every other.

CREATE TABLE contacts (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT contacts_pkey PRIMARY KEY,
    external_id text COLLATE "C" CONSTRAINT contacts_external_id_key UNIQUE,
    kind text NOT NULL CONSTRAINT contacts_kind_check CHECK (kind IN ('individual', 'structure')),
    first_name text,
    last_name text,
    email text,
    birth_date date,
    language text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
