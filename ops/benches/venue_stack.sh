# shellcheck shell=bash
# A stack of the release build with one venue. Sourced by benches that talk to its API; leaves `stack`, `venue`, which it exports,
# and the variables of the stack's env.
. "$(dirname "${BASH_SOURCE[0]}")/../prelude.sh"

start_venue_stack() {
    stack=$(mktemp -d /tmp/sicstine-bench-XXXXXXXX)
    trap '"$ops/stack" down --dir "$stack" >&2' EXIT
    SICSTINE_LOG_LEVEL=warning "$ops/stack" up --dir "$stack" --build release >&2
    # shellcheck disable=SC1091  # written by ops/stack
    . "$stack/env"
    local institution
    institution=$("$ops/stack" cli --dir "$stack" -- institution create Bench)
    venue=$("$ops/stack" cli --dir "$stack" -- venue create --institution "$institution" --name Bench)
    export venue
}
