-- Statistics exempt from consent. No id, no time to the second and no column but the application is shared with what is known
-- of people: nothing here can be joined to them.
CREATE TABLE audience_views (
    view_batch bigint NOT NULL,
    view_item bigint NOT NULL,
    -- The sender's: the same one again has no effect.
    view_id text COLLATE "C" NOT NULL,
    -- To the minute.
    viewed_at timestamptz NOT NULL,
    application_id bigint NOT NULL,
    audience_id text COLLATE "C" NOT NULL,
    page_path text NOT NULL,
    from_host text,
    viewport text,
    page_language text,
    CONSTRAINT audience_views_pkey PRIMARY KEY (view_batch, view_item, viewed_at)
) PARTITION BY RANGE (viewed_at);

CREATE TABLE audience_views_default PARTITION OF audience_views DEFAULT;

CREATE TABLE audience_keys (
    view_id text COLLATE "C" CONSTRAINT audience_keys_pkey PRIMARY KEY,
    viewed_at timestamptz NOT NULL
);

CREATE INDEX audience_keys_viewed_at_idx ON audience_keys USING brin (viewed_at);

CREATE TABLE audience_marks (
    view_batch bigint CONSTRAINT audience_marks_pkey PRIMARY KEY,
    views bigint NOT NULL,
    first_viewed_at timestamptz NOT NULL,
    last_viewed_at timestamptz NOT NULL
);

CREATE UNLOGGED TABLE arriving_audience_views (
    LIKE audience_views,
    CONSTRAINT arriving_audience_views_pkey PRIMARY KEY (view_batch, view_item)
);

-- Visits of the same audience id, thirty minutes apart at least.
CREATE TABLE audience_visits (
    audience_id text COLLATE "C" NOT NULL,
    visit_began_at timestamptz NOT NULL,
    visit_ended_at timestamptz NOT NULL,
    first_view_batch bigint NOT NULL,
    first_view_item bigint NOT NULL,
    application_id bigint NOT NULL,
    views bigint NOT NULL,
    first_page_path text NOT NULL,
    from_host text,
    CONSTRAINT audience_visits_pkey PRIMARY KEY (audience_id, visit_began_at)
);

CREATE INDEX audience_visits_visit_began_at_idx ON audience_visits (visit_began_at);

SELECT sicstine.add_month_partitions(
    'audience_views', 'viewed_at', (m.applied_at AT TIME ZONE 'UTC' - interval '1 month')::date, 5)
FROM schema_migrations m WHERE m.number = 12;
