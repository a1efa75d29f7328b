#!/usr/bin/env bash
# Sets the machine up, builds, and runs every test. Arguments go to `swift test`: scripts/test.sh --filter Spool

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

step "1/3 Set-up"
scripts/setup.sh test
step "2/3 Build"
scripts/build.sh tests
step "3/3 Tests"
# Its last lines are the result, so nothing is printed behind it.
if (($#)); then exec swift test --skip-build "$@"; fi
# Tests that wait for whole processes hold the test runner's few threads. Those of the webhook engine measure how long
# a connection is idle, so they run by themselves.
swift test --skip-build --filter WebhooksTests
swift test --skip-build --skip WebhooksTests --skip RmadTests
# Every fault of docs/faults.md with the real daemon, and kills at a few places; `make test-crash` takes all places.
.build/venv/bin/python Tests/Faults/run.py --sweep 6
exec swift test --skip-build --filter RmadTests
