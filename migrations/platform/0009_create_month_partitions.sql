-- Makes the month partitions of a table partitioned by a time, in the schema of the path: those that are missing of `months`
-- months from `first`, in UTC. Rows that found no month of theirs and went to the default partition move to where they belong.
--
-- A table is made aside and attached, while the default partition is locked: who reads or writes that one waits a moment.
CREATE FUNCTION sicstine.add_month_partitions(parent text, moment text, first date, months bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    month date;
    partition text;
    bounds text;
    made bigint := 0;
BEGIN
    FOR month IN SELECT (date_trunc('month', first::timestamp) + make_interval(months => n::int))::date
        FROM generate_series(0, months - 1) n
    LOOP
        partition := parent || to_char(month, '_YYYY_MM');
        CONTINUE WHEN to_regclass(format('%I', partition)) IS NOT NULL;
        bounds := format('FROM (%L) TO (%L)', month || ' 00:00:00+00', (month + interval '1 month')::date || ' 00:00:00+00');
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition, parent);
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
        EXECUTE format(
            'WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
            parent || '_default', moment, month || ' 00:00:00+00', moment,
            (month + interval '1 month')::date || ' 00:00:00+00', partition);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES %s', parent, partition, bounds);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

-- The months of a table's partitions that end by a date, in the schema of the path.
CREATE FUNCTION sicstine.months_before(
    parent text, before date, OUT partition text, OUT begins_at timestamptz, OUT ends_at timestamptz)
RETURNS SETOF record
LANGUAGE sql STABLE AS $$
    SELECT name, month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC'
    FROM (
        SELECT c.relname::text AS name, to_date(right(c.relname, 7), 'YYYY_MM')::timestamp AS month
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass(format('%I', parent)) AND c.relname ~ '_\d{4}_\d{2}$'
    ) months
    WHERE month + interval '1 month' <= before
    ORDER BY month
$$;

-- Drops those months.
CREATE FUNCTION sicstine.drop_months_before(parent text, before date) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    partition text;
    dropped bigint := 0;
BEGIN
    FOR partition IN SELECT m.partition FROM sicstine.months_before(parent, before) m LOOP
        EXECUTE format('DROP TABLE %I', partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
