-- What an application is, from where pages may send in its name, and on what ground it collects.
ALTER TABLE applications ADD COLUMN kind text NOT NULL DEFAULT 'server';

ALTER TABLE applications ADD CONSTRAINT applications_kind_check
    CHECK (kind IN ('website', 'kiosk', 'mobile_app', 'event_site', 'server'));

ALTER TABLE applications ADD COLUMN collection_mode text NOT NULL DEFAULT 'consented';

ALTER TABLE applications ADD CONSTRAINT applications_collection_mode_check
    CHECK (collection_mode IN ('exempt', 'consented', 'choice'));

-- Origins as browsers write them, such as https://www.example.fr. What comes from any other page is refused.
ALTER TABLE applications ADD COLUMN allowed_origins text[] NOT NULL DEFAULT '{}';

-- In test mode what arrives is checked and shown, and counts nowhere.
ALTER TABLE applications ADD COLUMN test_mode boolean NOT NULL DEFAULT false;

-- What every venue begins with.
CREATE OR REPLACE FUNCTION sicstine.default_schedules(
    OUT task text, OUT cadence text, OUT at_time time, OUT weekday bigint)
RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    VALUES
        ('indicators.run_daily', 'daily', time '03:00', NULL::bigint),
        ('indicators.run_weekly', 'weekly', time '04:00', 1),
        ('indicators.change_season', 'season_change', time '00:05', NULL),
        ('tenancy.purge_idempotency_keys', 'daily', time '05:00', NULL),
        ('collection.keep_partitions', 'daily', time '02:00', NULL)
$$;

-- The venues there are, as of this migration's own instant.
INSERT INTO schedules (
    venue_id, task, cadence, at_time, weekday, missed, tolerance_seconds, enabled, next_at, created_at)
SELECT v.id, d.task, d.cadence, d.at_time, d.weekday, 'run_once', 300, true, t.next_tick, m.applied_at
FROM schema_migrations m, venues v, sicstine.default_schedules() d,
    sicstine.schedule_ticks(d.cadence, d.at_time, d.weekday, NULL, NULL, v.time_zone, NULL, m.applied_at) t
WHERE m.number = 8 AND v.state = 'active' AND d.task = 'collection.keep_partitions'
ORDER BY v.ordinal;
