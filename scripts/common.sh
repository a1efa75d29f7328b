# shellcheck shell=bash
# What every script here begins with: strict mode, the top of the repository, and how to speak.

set -euo pipefail

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$ROOT"
export ROOT

# Colour is for people at a terminal (https://no-color.org).
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
    bold=$'\e[1m' plain=$'\e[0m'
else
    bold='' plain=''
fi

say() { printf '%s\n' "$*"; }

# A heading of what happens next.
step() { printf '%s%s%s\n' "$bold" "$*" "$plain"; }

# fail MESSAGE [REMEDY…]: ends the script; each remedy stands on a line of its own.
fail() {
    printf 'error: %s\n' "$1" >&2
    shift
    if (($#)); then printf '       %s\n' "$@" >&2; fi
    exit 1
}
