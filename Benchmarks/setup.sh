#!/bin/sh
# Makes .build/bench/venv with the packages of the baseline. Safe to run again.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
venv="$root/.build/bench/venv"
wanted="$root/Benchmarks/requirements.txt"
stamp="$venv/requirements.installed"

if cmp -s "$wanted" "$stamp"; then
    exit 0
fi
/usr/bin/python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$wanted"
cp "$wanted" "$stamp"
