#!/usr/bin/env bash
# Feeds parsers with what libFuzzer thinks of, one parser after the other. Tests/Fuzz/README.md says more.
#
# Usage: scripts/fuzz.sh SECONDS [PARSER]     SECONDS in all

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

seconds=${1:-60}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || fail "'$seconds' is no number of seconds" "Say SECONDS=600."
parsers=(json document table payload scan symbol signature secrets ipp zebra response address state)
parsers+=(configuration policy)
[[ -z ${2:-} ]] || parsers=("$2")

export RMAD_FUZZ=1
scratch=.build/fuzz
# The same packages as every other build has; nothing is fetched.
if [[ ! -d $scratch/checkouts && -d .build/checkouts ]]; then
    mkdir -p "$scratch"
    cp -a .build/checkouts .build/repositories .build/workspace-state.json "$scratch/"
fi
step "Building with libFuzzer (in $scratch; the first time takes some minutes)"
swift build --scratch-path "$scratch" --sanitize fuzzer --product fuzz-guided
mkdir -p .build/fuzz-crashes .build/fuzz-corpus
status=0
each=$(((seconds + ${#parsers[@]} - 1) / ${#parsers[@]}))
for parser in "${parsers[@]}"; do
    step "$parser, $each seconds"
    corpus=.build/fuzz-corpus/$parser
    mkdir -p "$corpus"
    cp -n Tests/Fuzz/Seeds/"$parser".* "$corpus/" || fail "there is no parser '$parser'" "See Tests/Fuzz/README.md."
    log=.build/fuzz-crashes/$parser.log
    RMAD_FUZZED=$parser "$scratch/debug/fuzz-guided" -max_total_time="$each" -timeout=20 -rss_limit_mb=2048 \
        -max_len=65536 -artifact_prefix=".build/fuzz-crashes/$parser-" "$corpus" >"$log" 2>&1 || status=1
    grep -E 'ERROR|SUMMARY|Test unit|Fatal|^Done' "$log" || true
done
((status == 0)) || fail "a parser trapped" "The inputs lie in .build/fuzz-crashes."
