-- A number by chance from 0 to 1, always the same for a row and a seed.
CREATE FUNCTION pg_temp.drawn(row_number bigint, seed bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (hashint8extended(row_number, seed) & 9007199254740991)::double precision / 9007199254740992
$$;
