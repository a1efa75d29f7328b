#!/usr/bin/env bash
# Runs tests of the rooms that call C and share memory between threads under Swift's sanitizers, each in a build folder
# of its own. Nothing of it is in make test: the first build of each takes as long as any.
#
# Usage: scripts/sanitize.sh [address|thread]...     (default: both)

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

# ErrandsTests play millions of turns in one thread, and are left out.
rooms=(WorkersTests SpoolTests PrintersTests WebhooksTests LabelsTests LedgerTests ServiceTests)
# Leaks are not looked for: Swift's runtime and Pango's caches live to the end on purpose.
export ASAN_OPTIONS=detect_leaks=0
export TSAN_OPTIONS="suppressions=$PWD/Tests/thread-suppressions.txt history_size=4"
status=0
for sanitizer in "${@:-address thread}"; do
    for one in $sanitizer; do
        case $one in
        address) scratch=.build/asan ;;
        thread) scratch=.build/tsan ;;
        *) fail "there is no sanitizer '$one' here" "Say address or thread." ;;
        esac
        if [[ ! -d $scratch/checkouts && -d .build/checkouts ]]; then
            mkdir -p "$scratch"
            cp -a .build/checkouts .build/repositories .build/workspace-state.json "$scratch/"
        fi
        step "Building with --sanitize $one (in $scratch)"
        swift build --build-tests --scratch-path "$scratch" --sanitize "$one"
        for room in "${rooms[@]}"; do
            step "$one: $room"
            swift test --skip-build --scratch-path "$scratch" --sanitize "$one" --filter "^$room\\." || status=1
        done
    done
done
((status == 0)) || fail "a sanitizer, or a test under it, complained" "The reports stand above."
