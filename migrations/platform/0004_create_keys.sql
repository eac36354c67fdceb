-- Keys of the REST API. Only the SHA-256 of the secret is kept. Neither an institution nor a venue: the operator's key.
CREATE TABLE secret_keys (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT secret_keys_pkey PRIMARY KEY,
    prefix text COLLATE "C" NOT NULL CONSTRAINT secret_keys_prefix_key UNIQUE,
    secret_sha256 bytea NOT NULL,
    name text NOT NULL,
    institution_id bigint CONSTRAINT secret_keys_institution_id_fkey REFERENCES institutions,
    venue_id text CONSTRAINT secret_keys_venue_id_fkey REFERENCES venues ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT secret_keys_reach_check CHECK (institution_id IS NULL OR venue_id IS NULL)
);

CREATE INDEX secret_keys_venue_id_idx ON secret_keys (venue_id);

-- The venues' applications. A write key is public: it identifies an application and can only ingest.
CREATE TABLE applications (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT applications_pkey PRIMARY KEY,
    venue_id text NOT NULL CONSTRAINT applications_venue_id_fkey REFERENCES venues ON DELETE CASCADE,
    name text NOT NULL,
    write_key text COLLATE "C" NOT NULL CONSTRAINT applications_write_key_key UNIQUE,
    created_at timestamptz NOT NULL
);

CREATE INDEX applications_venue_id_idx ON applications (venue_id);
