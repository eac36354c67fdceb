-- Local dates, the end excluded. No two seasons overlap.
CREATE TABLE seasons (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT seasons_pkey PRIMARY KEY,
    name text NOT NULL CONSTRAINT seasons_name_key UNIQUE,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    CONSTRAINT seasons_dates_check CHECK (starts_on < ends_on),
    CONSTRAINT seasons_no_overlap EXCLUDE USING gist (daterange(starts_on, ends_on) WITH &&)
);

CREATE TABLE shows (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT shows_pkey PRIMARY KEY,
    external_id text COLLATE "C" CONSTRAINT shows_external_id_key UNIQUE,
    name text NOT NULL,
    family text NOT NULL,
    genre text
);

-- `season_id` NULL: the season that holds its local date.
CREATE TABLE performances (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT performances_pkey PRIMARY KEY,
    show_id bigint NOT NULL CONSTRAINT performances_show_id_fkey REFERENCES shows,
    external_id text COLLATE "C" CONSTRAINT performances_external_id_key UNIQUE,
    starts_at timestamptz NOT NULL,
    season_id bigint CONSTRAINT performances_season_id_fkey REFERENCES seasons
);

CREATE INDEX performances_show_id_idx ON performances (show_id);
