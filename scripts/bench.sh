#!/usr/bin/env bash
# Builds for release and measures rmad against the Python pipeline of Benchmarks/baseline, both in one run.
# Arguments go to Benchmarks/run.py: scripts/bench.sh --quick

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

scripts/setup.sh bench
scripts/build.sh release
Benchmarks/setup.sh
exec .build/bench/venv/bin/python Benchmarks/run.py "$@"
