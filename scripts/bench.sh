#!/usr/bin/env bash
# Builds for release and runs the benchmarks: every executable target below Benchmarks/, then Benchmarks/run.
#
# Benchmarks/run gets RMAD (the binary) and PYTHON (an interpreter with Benchmarks/requirements.txt) in its environment.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

scripts/setup.sh bench
scripts/build.sh release
export RMAD=$ROOT/.build/release/rmad PYTHON=$ROOT/.build/venv/bin/python
ran=0
targets=$(swift package dump-package | "$PYTHON" -c '
import json, sys
for target in json.load(sys.stdin)["targets"]:
    if target["type"] == "executable" and (target.get("path") or "").startswith("Benchmarks/"):
        print(target["name"])')
for target in $targets; do
    step "Benchmark: $target"
    ".build/release/$target"
    ran=$((ran + 1))
done
if [[ -x Benchmarks/run ]]; then
    step "Benchmark: Benchmarks/run"
    Benchmarks/run "$@"
    ran=$((ran + 1))
fi
if ((ran == 0)); then fail "there is no benchmark: neither Benchmarks/run nor an executable target in Benchmarks/."; fi
