#!/usr/bin/env bash
# Runs the daemon in the foreground on ./var (or VAR=…) with the configuration of Config/. Ctrl-C stops it.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

var=${VAR:-var}
scripts/setup.sh build
scripts/build.sh release

# What the demo left is not mixed with what you do: it is laid beside, where the next demo clears it away.
if [[ -f $var/.made-by-demo ]]; then
    if [[ -e $var-demo && ! -f $var-demo/.made-by-demo ]]; then
        fail "$var holds the demo's returns, and $var-demo is not the demo's." "Move one of them away."
    fi
    exec 8>"$var/.lock"
    flock -n 8 || fail "the demo is running on $var." "Wait until it has ended."
    rm -rf -- "$var-demo"
    mv -- "$var" "$var-demo"
    exec 8>&-
    say "What the demo left in $var is in $var-demo now."
fi

scripts/local-config.sh "$var"
# The lock goes over to the daemon and is free when it ends, however it ends.
exec 9>"$var/.lock"
flock -n 9 ||
    fail "a daemon is running on $var already." "Stop it first (Ctrl-C in its terminal), or use: make run VAR=other"
say ""
step "rmad runs on $var; Ctrl-C stops it. In another terminal:"
say "  cp FILE $var/drop/                            drop a file; README.md has one to begin with"
say "  ls $var/receipts $var/rejected $var/labels     what became of it"
say "  .build/release/rmad list --config $var/rmad.yaml"
say ""
exec .build/release/rmad serve --config "$var/rmad.yaml"
