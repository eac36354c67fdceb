-- What is sold, where, to whom and through what: named by the source that tells of it.
CREATE TABLE halls (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT halls_pkey PRIMARY KEY,
    source text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    source_updated_at timestamptz NOT NULL,
    name text NOT NULL,
    capacity bigint CONSTRAINT halls_capacity_check CHECK (capacity >= 0),
    CONSTRAINT halls_external_id_key UNIQUE (external_id, source)
);

ALTER TABLE shows
    -- Of the ministry's list of domains of live performance.
    ADD COLUMN domain_code text,
    ADD COLUMN is_for_young_audiences boolean NOT NULL DEFAULT false;

-- A moved performance has the date it has now; `moved_from` is the one it had first.
ALTER TABLE performances
    ADD COLUMN hall_id bigint CONSTRAINT performances_hall_id_fkey REFERENCES halls,
    ADD COLUMN state text NOT NULL DEFAULT 'scheduled'
        CONSTRAINT performances_state_check CHECK (state IN ('scheduled', 'moved', 'cancelled')),
    ADD COLUMN moved_from timestamptz,
    -- Seats that may be sold; NULL: as many as the hall has.
    ADD COLUMN capacity bigint CONSTRAINT performances_capacity_check CHECK (capacity >= 0);

-- Seats of a performance kept for a use.
CREATE TABLE quotas (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT quotas_pkey PRIMARY KEY,
    source text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    source_updated_at timestamptz NOT NULL,
    performance_id bigint NOT NULL CONSTRAINT quotas_performance_id_fkey REFERENCES performances,
    name text NOT NULL,
    seats bigint NOT NULL CONSTRAINT quotas_seats_check CHECK (seats >= 0),
    CONSTRAINT quotas_external_id_key UNIQUE (external_id, source)
);
CREATE INDEX quotas_performance_id_idx ON quotas (performance_id);

-- What is sold beside seats of one performance: subscriptions, memberships, goods. Valid for a season, or from one day to another.
CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT products_pkey PRIMARY KEY,
    source text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    source_updated_at timestamptz NOT NULL,
    name text NOT NULL,
    family text NOT NULL,
    season_id bigint CONSTRAINT products_season_id_fkey REFERENCES seasons,
    valid_from date,
    valid_to date,
    -- Whether a subscription makes its buyer a subscriber.
    gives_subscriber boolean NOT NULL,
    CONSTRAINT products_external_id_key UNIQUE (external_id, source),
    CONSTRAINT products_validity_check CHECK (valid_from <= valid_to)
);

CREATE TABLE audience_categories (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT audience_categories_pkey PRIMARY KEY,
    source text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    source_updated_at timestamptz NOT NULL,
    name text NOT NULL,
    is_child boolean NOT NULL,
    CONSTRAINT audience_categories_external_id_key UNIQUE (external_id, source)
);

CREATE TABLE tariffs (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT tariffs_pkey PRIMARY KEY,
    source text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    source_updated_at timestamptz NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CONSTRAINT tariffs_kind_check CHECK (kind IN ('full', 'reduced', 'subscription', 'free')),
    CONSTRAINT tariffs_external_id_key UNIQUE (external_id, source)
);

-- A concrete point of sale, and the type it counts as.
CREATE TABLE sales_channels (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT sales_channels_pkey PRIMARY KEY,
    source text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    source_updated_at timestamptz NOT NULL,
    name text NOT NULL,
    type text NOT NULL CONSTRAINT sales_channels_type_check CHECK (type IN ('B2B', 'INTERNET', 'OTHERS')),
    CONSTRAINT sales_channels_external_id_key UNIQUE (external_id, source)
);
