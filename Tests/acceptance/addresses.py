"""Where a full client address could be kept: every table, every key of Redis, every log, what the API shows."""
import psycopg
import redis

# Those that the tests send as addresses of clients.
FULL = ["203.0.113.77", "198.51.100.23", "192.0.2.7", "2001:db8:85a3:8d3:1319:8a2e:370:7348",
        "2001:0db8:85a3:08d3:1319:8a2e:0370:7348"]


def kept(stack):
    """A sentence for each place where one of them is found."""
    return [*in_tables(stack.env["DATABASE_URL"]), *in_redis(stack.env["REDIS_URL"]), *in_logs(stack.directory)]


def in_tables(url):
    """Every column of every table of every schema of ours."""
    with psycopg.connect(url, autocommit=True) as database:
        tables = database.execute(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind = 'r' AND (n.nspname = 'platform' OR n.nspname LIKE 'venue\\_%')").fetchall()
        assert tables
        pattern = "|".join(address.replace(".", "[.]") for address in FULL)
        for schema, table in tables:
            rows = database.execute(f'SELECT count(*) FROM "{schema}"."{table}" t WHERE t::text ~ %s', [pattern]).fetchone()[0]
            if rows:
                yield f"an address in {rows} rows of {schema}.{table}"


def in_redis(url):
    client = redis.Redis.from_url(url)
    for key in client.scan_iter(count=1_000):
        value = client.dump(key) or b""
        for address in FULL:
            if address.encode() in key + value:
                yield f"{address} in the Redis key {key}"


def in_logs(directory):
    """What the processes wrote, PostgreSQL and Redis among them."""
    files = [path for path in directory.rglob("*") if path.is_file() and path.suffix in (".log", "") and "log" in path.name]
    assert files
    for path in files:
        text = path.read_bytes()
        for address in FULL:
            if address.encode() in text:
                yield f"{address} in {path.name}"
