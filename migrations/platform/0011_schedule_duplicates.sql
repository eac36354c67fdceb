-- Duplicates of contacts are looked for every night.
CREATE OR REPLACE FUNCTION sicstine.default_schedules(
    OUT task text, OUT cadence text, OUT at_time time, OUT weekday bigint)
RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    VALUES
        ('indicators.run_daily', 'daily', time '03:00', NULL::bigint),
        ('indicators.run_weekly', 'weekly', time '04:00', 1),
        ('indicators.change_season', 'season_change', time '00:05', NULL),
        ('tenancy.purge_idempotency_keys', 'daily', time '05:00', NULL),
        ('collection.keep_partitions', 'daily', time '02:00', NULL),
        ('contacts.find_duplicates', 'daily', time '04:30', NULL)
$$;

-- The venues there are, as of this migration's own instant.
INSERT INTO schedules (
    venue_id, task, cadence, at_time, weekday, missed, tolerance_seconds, enabled, next_at, created_at)
SELECT v.id, d.task, d.cadence, d.at_time, d.weekday, 'run_once', 300, true, t.next_tick, m.applied_at
FROM schema_migrations m, venues v, sicstine.default_schedules() d,
    sicstine.schedule_ticks(d.cadence, d.at_time, d.weekday, NULL, NULL, v.time_zone, NULL, m.applied_at) t
WHERE m.number = 11 AND v.state = 'active' AND d.task = 'contacts.find_duplicates'
ORDER BY v.ordinal;
