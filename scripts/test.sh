#!/usr/bin/env bash
# Sets the machine up, builds, and runs every test. Arguments go to `swift test`: scripts/test.sh --filter Spool

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

step "1/3 Set-up"
scripts/setup.sh test
step "2/3 Build"
scripts/build.sh tests
step "3/3 Tests"
# The last lines are the result: nothing is printed behind it but, once more, what failed.
log=.build/test.log
: >"$log"
trap 'status=$?; if ((status)); then scripts/failures.sh "$log" >&2; fi; exit "$status"' EXIT
# One that fails does not keep the next from being run: a report tells everything at once.
failed=0
prove() { "$@" 2>&1 | tee -a "$log" || failed=1; }
if (($#)); then
    prove swift test --skip-build "$@"
    exit "$failed"
fi
# Tests that wait for whole processes hold the test runner's few threads. Those of the webhook engine measure how long
# a connection is idle, so they run by themselves.
prove swift test --skip-build --filter WebhooksTests
prove swift test --skip-build --skip WebhooksTests --skip RmadTests
# Every fault of docs/faults.md with the real daemon, and kills at a few places; `make test-crash` takes all places.
prove .build/venv/bin/python Tests/Faults/run.py --sweep 6
prove swift test --skip-build --filter RmadTests
exit "$failed"
