-- Functions shared by all venues: pure, they read no table.

CREATE SCHEMA IF NOT EXISTS sicstine;

-- The moment a text of a file means: a date (its local midnight), a local date and time, or an RFC 3339 one.
-- NULL for anything else. A cast alone would end a whole import at its first bad line.
CREATE FUNCTION sicstine.moment_or_null(value text, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    IF value ~ '^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$' THEN
        RETURN value::timestamp AT TIME ZONE zone;
    ELSIF value ~ '^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})$' THEN
        RETURN value::timestamptz;
    END IF;
    RETURN NULL;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

-- The cents of a decimal amount such as 12, 12.5 or -12,50; NULL for anything else.
CREATE FUNCTION sicstine.cents_or_null(value text) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN value ~ '^-?\d{1,9}([.,]\d{1,2})?$' THEN (replace(value, ',', '.')::numeric * 100)::bigint END
$$;
