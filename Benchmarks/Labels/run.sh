#!/bin/sh
# Labels a second, PDF and ZPL and PNG of each, and reportlab making the PDF alone, in one run.
#
# Usage: Benchmarks/Labels/run.sh [labels] [reportlab's labels]     (2000 and 200)
#
# Wants .build/bench/venv (Benchmarks/setup.sh). Figures are processor time, so one core is compared with one core.
set -eu
cd "$(dirname -- "$0")/../.."
count=${1:-2000}
theirs=${2:-200}
swift build -c release --product label-bench
ours=$(.build/release/label-bench all "$count")
both=$(.build/release/label-bench all "$count" 2)
reportlab=$(.build/bench/venv/bin/python Benchmarks/Labels/reportlab_label.py "$theirs")
printf '%s\n' "$ours" "$both" "$reportlab"
field() { printf '%s\n' "$1" | sed -n 's/.* \([0-9]*\) µs CPU each.*/\1/p' | tail -n 1; }
awk -v ours="$(field "$ours")" -v theirs="$(field "$reportlab")" 'BEGIN {
    printf "%.1f times as fast on one core, making three files where reportlab makes one\n", theirs / ours }'
