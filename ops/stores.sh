# shellcheck shell=bash
# The private PostgreSQL and Redis of a stack. Sourced by ops/stack after processes.sh; uses the settings it loads.

postgres_programs=/usr/lib/postgresql/15/bin

# PostgreSQL refuses to run as root: then it runs as the user its package made.
as_database_user=()
if ((EUID == 0)); then
    as_database_user=(setpriv --reuid=postgres --regid=postgres --init-groups --)
fi

# Sets `postgres_data`: inside DIR, or under /var/tmp where the database user cannot reach DIR (as below /root).
choose_postgres_data() {
    if [[ -n ${postgres_data:-} && -d $postgres_data ]]; then
        return
    fi
    postgres_data=$dir/postgres
    if ! (cd / && "${as_database_user[@]}" test -x "$dir"); then
        postgres_data=$(mktemp -d /var/tmp/sicstine-postgres-XXXXXXXX)
        say "user postgres cannot enter $dir: PostgreSQL keeps its data in $postgres_data"
    fi
    mkdir -p "$postgres_data"
    chmod 700 "$postgres_data"
    ((EUID != 0)) || chown postgres:postgres "$postgres_data"
}

# TCP only, so that no path is too long for a socket; no detail in the log, which could hold personal data.
postgres_configuration() {
    cat <<END

listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
max_locks_per_transaction = 256
shared_buffers = ${SICSTINE_SHARED_BUFFERS:-256MB}
max_wal_size = 2GB
jit = off
fsync = on
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_error_verbosity = terse
END
}

create_cluster() {
    if [[ -e $postgres_data/PG_VERSION ]]; then
        return
    fi
    say "PostgreSQL: creating a cluster"
    (
        cd /
        # The database user may not open a file or a pipe of root: it makes its own for the password.
        # shellcheck disable=SC2016  # expanded by the inner shell
        "${as_database_user[@]}" bash -c 'exec "$0" --pwfile=<(cat) "$@"' "$postgres_programs/initdb" \
            --pgdata="$postgres_data" --username=postgres --auth=scram-sha-256 --data-checksums \
            --encoding=UTF8 --locale=C.UTF-8 <<<"$superuser_password"
    ) >>"$dir/log/postgres.log" 2>&1 || {
        show_log postgres "initdb failed"
        return 1
    }
    postgres_configuration >>"$postgres_data/postgresql.conf"
}

run_postgres() {
    only_environment
    cd /
    exec "${as_database_user[@]}" setsid "$postgres_programs/postgres" -D "$postgres_data" -p "$postgres_port"
}

start_postgres() {
    # To PostgreSQL a killed server that is still a zombie looks alive, and it would not start.
    local lock=$postgres_data/postmaster.pid
    if [[ -e $lock ]] && ! running "$(head -n 1 "$lock")"; then
        rm -f "$lock"
    fi
    spawn postgres run_postgres
    await postgres 60 pg_isready -q -h 127.0.0.1 -p "$postgres_port"
}

# The owner may make roles and schemas but is no superuser, as on a managed PostgreSQL. The service logs in with no
# right of its own: NOINHERIT, so a role granted to it counts only once it is SET.
create_database() {
    local known
    known=$(superuser_psql -Atc "SELECT count(*) FROM pg_database WHERE datname = 'sicstine'") || return 1
    if [[ $known == 1 ]]; then
        return
    fi
    superuser_psql -q <<END
CREATE ROLE sicstine_owner LOGIN CREATEROLE PASSWORD '$owner_password';
CREATE ROLE sicstine_service LOGIN NOINHERIT PASSWORD '$service_password';
CREATE DATABASE sicstine OWNER sicstine_owner;
REVOKE ALL ON DATABASE sicstine FROM PUBLIC;
GRANT CONNECT ON DATABASE sicstine TO sicstine_service;
END
}

superuser_psql() {
    PGPASSWORD=$superuser_password PGOPTIONS='' \
        psql -X -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$postgres_port" -U postgres -d postgres "$@"
}

# A killed server leaves shared memory behind that only a server started again removes.
clear_after_crash() {
    if ! alive postgres && [[ -e ${postgres_data:-}/postmaster.pid ]]; then
        say "PostgreSQL: recovering once, to leave no shared memory behind"
        start_postgres || true
    fi
}

redis_configuration() {
    cat <<END
bind 127.0.0.1
port $redis_port
requirepass $redis_password
dir "$dir/redis"
appendonly yes
save ""
maxmemory-policy noeviction
daemonize no
END
}

run_redis() {
    only_environment
    exec setsid redis-server "$dir/redis.conf"
}

redis_answers() { [[ $(REDISCLI_AUTH=$redis_password redis-cli -h 127.0.0.1 -p "$redis_port" ping) == PONG ]]; }

start_redis() {
    mkdir -p "$dir/redis"
    redis_configuration >"$dir/redis.conf"
    spawn redis run_redis
    await redis 30 redis_answers
}

owner_url() { echo "postgres://sicstine_owner:$owner_password@127.0.0.1:$postgres_port/sicstine"; }
service_url() { echo "postgres://sicstine_service:$service_password@127.0.0.1:$postgres_port/sicstine"; }
superuser_url() { echo "postgres://postgres:$superuser_password@127.0.0.1:$postgres_port/postgres"; }
redis_url() { echo "redis://default:$redis_password@127.0.0.1:$redis_port/0"; }
