-- An institution's own copy of a standard indicator: other levels of the same value. Its names are its own where they are not
-- empty: those of the levels in the order of their numbers. One that was ended keeps its key and its versions.
CREATE TABLE own_indicators (
    institution_id bigint NOT NULL CONSTRAINT own_indicators_institution_id_fkey REFERENCES institutions,
    key text COLLATE "C" NOT NULL CONSTRAINT own_indicators_key_check CHECK (key ~ '^[a-z][a-z0-9_]{0,39}$'),
    base text COLLATE "C" NOT NULL,
    enabled boolean NOT NULL,
    pictogram boolean NOT NULL,
    names text[] NOT NULL CONSTRAINT own_indicators_names_check CHECK (cardinality(names) = 2),
    french_level_names text[] NOT NULL,
    english_level_names text[] NOT NULL,
    -- The version that counts.
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT own_indicators_pkey PRIMARY KEY (institution_id, key)
);

-- The thresholds each of them ever had, and the key they were chosen with.
CREATE TABLE own_indicator_versions (
    institution_id bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    thresholds bigint[] NOT NULL,
    made_by bigint NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT own_indicator_versions_pkey PRIMARY KEY (institution_id, key, version),
    CONSTRAINT own_indicator_versions_key_fkey FOREIGN KEY (institution_id, key) REFERENCES own_indicators
);
