# shellcheck shell=bash
# What every script of ops/ starts with: where the project is, how to speak, how to stop, which swift to use.
# Sourced, never run.
# shellcheck disable=SC2034  # not every script uses all of it

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
ops=$root/ops
programs=(sicstine-api sicstine-ingest sicstine-worker sicstine)

# One set of flags for build and test: with another set SwiftPM would build everything a second time.
swift_flags=(--package-path "$root" --scratch-path "$root/.build" --explicit-target-dependency-import-check error)

# Says what is being done, on the error stream: the output of a script belongs to its result.
say() { printf '==> %s\n' "$*" >&2; }

# Stops the script with a reason.
die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# Prints the comment that opens the calling script: its manual, written once. Line 1 is the interpreter.
manual() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

# Sets `swift` to the toolchain's command, from PATH or from /opt/swift.
find_swift() {
    swift=$(command -v swift || true)
    [[ -n $swift ]] || swift=/opt/swift/usr/bin/swift
    [[ -x $swift ]] || die "no swift in PATH nor in /opt/swift/usr/bin: unpack a Swift 6.3 toolchain to /opt/swift"
}

# Runs a command as root, directly or through sudo.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this needs root and there is no sudo; as root, run: $*"
    fi
}
