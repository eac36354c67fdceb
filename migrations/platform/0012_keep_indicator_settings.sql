-- What an institution decided about a standard indicator; without a row it is as every institution begins. Its names are its own
-- where they are not empty: those of the levels in the order of their numbers.
CREATE TABLE indicator_settings (
    institution_id bigint NOT NULL CONSTRAINT indicator_settings_institution_id_fkey REFERENCES institutions,
    key text COLLATE "C" NOT NULL,
    enabled boolean NOT NULL,
    pictogram boolean NOT NULL,
    names text[] NOT NULL CONSTRAINT indicator_settings_names_check CHECK (cardinality(names) = 2),
    french_level_names text[] NOT NULL,
    english_level_names text[] NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT indicator_settings_pkey PRIMARY KEY (institution_id, key)
);
