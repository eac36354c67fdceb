# shellcheck shell=bash
# The processes of a stack: started detached, known by pid and start time, stopped, killed, awaited.
# Sourced by ops/stack, which sets `dir`, the directory of the stack, and holds its lock as descriptor 9.

# A start time, in clock ticks since boot: with it a pid that was given to another process later is not mistaken for ours.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

pid_of() { cat "$dir/$1.pid" 2>/dev/null || true; }

# Whether a process with this pid runs; a zombie, which nobody has waited for yet, does not.
running() { grep -qE '^State:[[:space:]]+[^ZX[:space:]]' "/proc/$1/status" 2>/dev/null; }

# Whether the process NAME of this stack runs.
alive() {
    local pid
    pid=$(pid_of "$1")
    [[ -n $pid && -r $dir/.$1.started ]] || return 1
    [[ $(started_at "$pid") == "$(<"$dir/.$1.started")" ]] || return 1
    running "$pid"
}

# Gives the process that is about to start exactly these variables, NAME=VALUE…. By `export`, not by env(1): the
# arguments of a process can be read by every user.
only_environment() {
    local name
    for name in $(compgen -e); do
        unset "$name" 2>/dev/null || true
    done
    # shellcheck disable=SC2163  # the arguments are assignments
    export PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 "$@"
}

# Runs the function or command detached from this shell as process NAME; what it says goes to DIR/log/NAME.log.
spawn() {
    local name=$1
    (
        exec >>"$dir/log/$name.log" 2>&1 </dev/null 9>&-
        "${@:2}"
    ) &
    started_at $! >"$dir/.$name.started"
    printf '%s\n' $! >"$dir/$name.pid"
}

forget() { rm -f "$dir/$1.pid" "$dir/.$1.started"; }

# Waits until NAME no longer runs: gone NAME SECONDS; fails at the deadline.
gone() {
    local deadline=$((SECONDS + $2))
    while alive "$1"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.05
    done
}

# Asks NAME to stop with SIGNAL, and no longer asks after 27 seconds: a worker drains for 20.
stop_process() {
    local name=$1 signal=$2
    if alive "$name"; then
        kill -s "$signal" "$(pid_of "$name")" 2>/dev/null || true
        if ! gone "$name" 27; then
            say "$name did not stop in 27 s: killed"
            kill_process "$name"
        fi
    fi
    forget "$name"
}

# Kills NAME and its children with SIGKILL, as a crash would.
kill_process() {
    local name=$1 pid children
    if alive "$name"; then
        pid=$(pid_of "$name")
        children=$(pgrep -P "$pid" || true)
        # shellcheck disable=SC2086  # one word a pid
        kill -9 "$pid" $children 2>/dev/null || true
        gone "$name" 10 || die "$name ($pid) survived SIGKILL"
    fi
    forget "$name"
}

# Waits until a probe succeeds: await NAME SECONDS COMMAND…. Fails, with the end of the log, when the process has died
# or the deadline passes.
await() {
    local name=$1 deadline=$((SECONDS + $2))
    until "${@:3}" >/dev/null 2>&1; do
        if ! alive "$name"; then
            show_log "$name" "$name died while starting"
            return 1
        fi
        if ((SECONDS >= deadline)); then
            show_log "$name" "$name was not ready after $2 s"
            return 1
        fi
        sleep 0.05
    done
}

show_log() {
    say "$2; the end of $dir/log/$1.log:"
    tail -n 20 "$dir/log/$1.log" >&2 || true
}
