-- The ticks of a schedule around an instant: the latest one not after it, the first one after it, and how many there are from
-- `since` to the latest, that one not counted. Pure: local time comes from `zone` alone.
--
-- A local time becomes an instant as AT TIME ZONE says: one that the clock skips happens as much later as the clock jumps, one
-- that comes twice is taken the second time. So each local date has one tick; a date the zone left out shares that of the next.
-- A season's change is looked for like a daily tick.
CREATE FUNCTION sicstine.schedule_ticks(
    cadence text, at_time time, weekday bigint, every_seconds bigint, anchor timestamptz, zone text,
    since timestamptz, instant timestamptz,
    OUT latest_tick timestamptz, OUT next_tick timestamptz, OUT earlier_ticks bigint)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    every interval := make_interval(secs => every_seconds);
BEGIN
    IF cadence = 'interval' THEN
        IF instant < anchor THEN
            next_tick := anchor;
            earlier_ticks := 0;
            RETURN;
        END IF;
        latest_tick := date_bin(every, instant, anchor);
        next_tick := latest_tick + every;
        earlier_ticks := GREATEST(0, floor(
            EXTRACT(epoch FROM latest_tick - GREATEST(COALESCE(since, instant), anchor)) / every_seconds)::bigint);
        RETURN;
    END IF;
    -- Nine days hold a week and every difference of clocks.
    SELECT max(tick) FILTER (WHERE tick <= instant), min(tick) FILTER (WHERE tick > instant),
        GREATEST(0, count(DISTINCT tick) FILTER (WHERE tick >= since AND tick <= instant) - 1)
    INTO latest_tick, next_tick, earlier_ticks
    FROM (
        SELECT (day + at_time) AT TIME ZONE zone AS tick
        FROM generate_series(
            date_trunc('day', LEAST(since, instant) AT TIME ZONE zone) - interval '9 days',
            date_trunc('day', instant AT TIME ZONE zone) + interval '9 days', interval '1 day') AS days (day)
        WHERE cadence <> 'weekly' OR EXTRACT(isodow FROM day) = weekday
    ) ticks;
END $$;

-- What every venue begins with.
CREATE FUNCTION sicstine.default_schedules(
    OUT task text, OUT cadence text, OUT at_time time, OUT weekday bigint)
RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    VALUES
        ('indicators.run_daily', 'daily', time '03:00', NULL::bigint),
        ('indicators.run_weekly', 'weekly', time '04:00', 1),
        ('indicators.change_season', 'season_change', time '00:05', NULL),
        ('tenancy.purge_idempotency_keys', 'daily', time '05:00', NULL)
$$;

-- When a venue's recurring work is due, in its own time zone; without a venue, the installation's, in UTC.
CREATE TABLE schedules (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT schedules_pkey PRIMARY KEY,
    venue_id text COLLATE "C" CONSTRAINT schedules_venue_id_fkey REFERENCES venues ON DELETE CASCADE,
    -- The kind of work it starts.
    task text NOT NULL,
    cadence text NOT NULL
        CONSTRAINT schedules_cadence_check CHECK (cadence IN ('daily', 'weekly', 'season_change', 'interval')),
    at_time time,
    -- ISO: Monday is 1.
    weekday bigint CONSTRAINT schedules_weekday_check CHECK (weekday BETWEEN 1 AND 7),
    every_seconds bigint CONSTRAINT schedules_every_seconds_check CHECK (every_seconds >= 1),
    -- The first tick of an interval; the others are whole intervals from it, in absolute time.
    anchor timestamptz,
    -- What becomes of ticks nobody noticed in time: one run for all of them, or none.
    missed text NOT NULL CONSTRAINT schedules_missed_check CHECK (missed IN ('run_once', 'skip')),
    -- How late a tick may be noticed before it counts as missed.
    tolerance_seconds bigint NOT NULL CONSTRAINT schedules_tolerance_seconds_check CHECK (tolerance_seconds >= 0),
    enabled boolean NOT NULL,
    -- The first tick not yet taken; of a season's change, the next look at the seasons.
    next_at timestamptz NOT NULL,
    -- When it was taken last. Far ahead of now, it shows that a clock was wrong.
    taken_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT schedules_timing_check CHECK (
        (at_time IS NULL) = (cadence = 'interval') AND (weekday IS NOT NULL) = (cadence = 'weekly')
        AND (every_seconds IS NOT NULL) = (cadence = 'interval') AND (anchor IS NOT NULL) = (cadence = 'interval'))
);

CREATE INDEX schedules_venue_id_idx ON schedules (venue_id, id);

-- A season changes once: its runs are told apart by their schedule.
CREATE UNIQUE INDEX schedules_season_change_key ON schedules (venue_id, task) WHERE cadence = 'season_change';

CREATE INDEX schedules_next_at_idx ON schedules (next_at) WHERE enabled;

CREATE INDEX schedules_taken_at_idx ON schedules (taken_at) WHERE enabled;

-- A tick that was taken, and what became of it: at most one row a tick.
CREATE TABLE schedule_runs (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT schedule_runs_pkey PRIMARY KEY,
    schedule_id bigint NOT NULL CONSTRAINT schedule_runs_schedule_id_fkey REFERENCES schedules ON DELETE CASCADE,
    venue_id text COLLATE "C",
    task text NOT NULL,
    tick timestamptz NOT NULL,
    -- How many earlier ticks it stands for.
    missed bigint NOT NULL,
    state text NOT NULL CONSTRAINT schedule_runs_state_check
        CHECK (state IN ('queued', 'running', 'done', 'failed', 'skipped', 'cancelled')),
    -- How often it was begun. Who finishes it must know the number: the others are too late.
    attempts bigint NOT NULL DEFAULT 0,
    queued_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    reason text,
    CONSTRAINT schedule_runs_tick_key UNIQUE (schedule_id, tick)
);

CREATE INDEX schedule_runs_schedule_id_idx ON schedule_runs (schedule_id, id);

CREATE INDEX schedule_runs_unfinished_idx ON schedule_runs (task, id) WHERE state IN ('queued', 'running');

CREATE INDEX schedule_runs_finished_at_idx ON schedule_runs (finished_at) WHERE finished_at IS NOT NULL;

-- For the purge of old keys.
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

-- The venues there are, as of this migration's own instant.
INSERT INTO schedules (
    venue_id, task, cadence, at_time, weekday, missed, tolerance_seconds, enabled, next_at, created_at)
SELECT v.id, d.task, d.cadence, d.at_time, d.weekday, 'run_once', 300, true, t.next_tick, m.applied_at
FROM schema_migrations m, venues v, sicstine.default_schedules() d,
    sicstine.schedule_ticks(d.cadence, d.at_time, d.weekday, NULL, NULL, v.time_zone, NULL, m.applied_at) t
WHERE m.number = 6 AND v.state = 'active'
ORDER BY v.ordinal, d.task;

INSERT INTO schedules (
    task, cadence, every_seconds, anchor, missed, tolerance_seconds, enabled, next_at, created_at)
SELECT 'tenancy.purge_platform', 'interval', 21600, timestamptz '2000-01-01 00:00:00Z', 'run_once', 300, true,
    t.next_tick, m.applied_at
FROM schema_migrations m,
    sicstine.schedule_ticks(
        'interval', NULL, NULL, 21600, timestamptz '2000-01-01 00:00:00Z', 'UTC', NULL, m.applied_at) t
WHERE m.number = 6;
