# shellcheck shell=bash
# A stack whose ingestion service also has the handler that only reads and answers, and venues with a write key each.
# Sourced by the benches of collection; leaves `bench_dir`, `venues` (their ids), `authorizations` (of their write keys, a comma
# between) and the variables of the stack's env.
# shellcheck disable=SC2034  # used by those who source it
. "$(dirname "${BASH_SOURCE[0]}")/../prelude.sh"

# start_ingest_stack VENUES
start_ingest_stack() {
    bench_dir=$(mktemp -d /tmp/sicstine-bench-XXXXXXXX)
    trap stop_ingest_stack EXIT
    chmod 755 "$bench_dir"
    mkdir "$bench_dir/programs"
    ln -s "$root/.build/release/"sicstine{,-api,-worker} "$bench_dir/programs/"
    ln -s "$root/.build/release/sicstine-ingest-bench" "$bench_dir/programs/sicstine-ingest"
    SICSTINE_LOG_LEVEL=warning "$ops/stack" up --dir "$bench_dir/stack" --binaries "$bench_dir/programs" >&2
    # shellcheck disable=SC1091  # written by ops/stack
    . "$bench_dir/stack/env"
    local institution venue authorization
    institution=$(cli institution create Bench)
    venues=() authorizations=''
    while ((${#venues[@]} < $1)); do
        venue=$(cli venue create --institution "$institution" --name Bench)
        authorization="Basic $(printf '%s:' "$(cli write-key create --venue "$venue" --name bench)" | base64 -w 0)"
        venues+=("$venue") authorizations+=${authorizations:+,}$authorization
    done
    # What the worker makes of events is measured by the bench `consolidate`; here it would take the processors.
    "$ops/stack" kill worker --dir "$bench_dir/stack" >&2
    say "venues: ${#venues[@]}"
}

stop_ingest_stack() {
    "$ops/stack" down --dir "$bench_dir/stack" >&2
    rm -rf "$bench_dir"
    trap - EXIT
}

cli() { "$ops/stack" cli --dir "$bench_dir/stack" -- "$@"; }

# One figure of wrk's output: figure FILE WORD COLUMN, times in milliseconds.
requests_per_second() { awk '/^Requests\/sec/ { print $2 }' "$1"; }

latency_ms() {
    awk -v percentile="$2" '$1 == percentile {
        value = $2 + 0
        if ($2 ~ /us$/) value /= 1000
        else if ($2 ~ /[0-9]s$/) value *= 1000
        print value
    }' "$1"
}

# The middle of the numbers given, one a line.
median() { sort -g | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

# How many events there are, of all venues.
stored_events() {
    local venue
    {
        printf 'SELECT 0'
        for venue in "${venues[@]}"; do printf ' + (SELECT count(*) FROM venue_%s.events)' "$venue"; done
    } | psql "$DATABASE_URL" -At
}

# Shows that what was answered was stored: check_stored WRK_OUTPUT…. What is answered after wrk stopped counting is stored
# too, so there may be more rows, never fewer.
check_stored() {
    local answered stored
    answered=$(awk '/requests in/ { sum += $1 } END { print sum }' "$@")
    stored=$(stored_events)
    say "answered $answered requests, stored $stored events"
    ((stored >= answered)) || die "events are missing"
}
