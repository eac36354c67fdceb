# shellcheck shell=bash
# The three services of a stack and the operator's command line, each with exactly its own variables: a service
# refuses to start when it meets one it does not know. Sourced by ops/stack after stores.sh.

service_environment() {
    only_environment SICSTINE_MIGRATIONS="$root/migrations" SICSTINE_LOG_LEVEL="$log_level" \
        SICSTINE_DATABASE_URL="$(service_url)" "$@"
}

run_api() {
    service_environment SICSTINE_REDIS_URL="$(redis_url)" SICSTINE_LISTEN="127.0.0.1:$api_port" \
        SICSTINE_CREDENTIAL_KEYS="${credential_key:-}" \
        SICSTINE_PRIVATE_LISTEN="127.0.0.1:$api_private_port"
    exec setsid "$binaries/sicstine-api"
}

run_ingest() {
    service_environment SICSTINE_REDIS_URL="$(redis_url)" SICSTINE_LISTEN="127.0.0.1:$ingest_port" \
        SICSTINE_PRIVATE_LISTEN="127.0.0.1:$ingest_private_port"
    exec setsid "$binaries/sicstine-ingest"
}

run_worker() {
    service_environment SICSTINE_REDIS_URL="$(redis_url)" SICSTINE_ADMIN_DATABASE_URL="$(owner_url)" \
        SICSTINE_CREDENTIAL_KEYS="${credential_key:-}" SICSTINE_PRIVATE_SYSTEMS=127.0.0.0/8 \
        SICSTINE_PRIVATE_LISTEN="127.0.0.1:$worker_private_port"
    exec setsid "$binaries/sicstine-worker"
}

# The operator's command line on this stack: run_operator ARGUMENT….
run_operator() {
    (
        local migrations=${SICSTINE_STACK_MIGRATIONS:-$root/migrations}
        service_environment SICSTINE_REDIS_URL="$(redis_url)" SICSTINE_ADMIN_DATABASE_URL="$(owner_url)" \
            SICSTINE_MIGRATIONS="$migrations"
        exec "$binaries/sicstine" "$@"
    )
}

await_service() {
    local port=$1_private_port
    await "$1" 30 curl -fsS --max-time 2 "http://127.0.0.1:${!port}/readyz"
}

private_url() {
    local port=$1_private_port
    echo "http://127.0.0.1:${!port}"
}

# Sets `binaries` from the option --build: with none, what was built last; builds what was never built.
choose_binaries() {
    local built
    if [[ -z $build ]]; then
        # shellcheck disable=SC2012  # names of ours, sorted by time
        built=$(ls -t "$root"/.build/{debug,release}/sicstine-api 2>/dev/null | head -n 1 || true)
        build=$(basename "$(dirname "${built:-release/sicstine-api}")")
    fi
    binaries=$root/.build/$build
    if ! have_programs; then
        "$ops/build" "$build" >&2 || die "the build failed"
    fi
    say "programs: $build build"
}

have_programs() {
    local program
    for program in "${programs[@]}"; do
        [[ -x $binaries/$program ]] || return 1
    done
}
