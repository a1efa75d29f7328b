#!/usr/bin/env bash
# Sets the machine up, builds, and runs every test. Arguments go to `swift test`: scripts/test.sh --filter Spool

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

step "1/3 Set-up"
scripts/setup.sh test
step "2/3 Build"
scripts/build.sh tests
step "3/3 Tests"
# Its last lines are the result, so nothing is printed behind it.
exec swift test --skip-build "$@"
