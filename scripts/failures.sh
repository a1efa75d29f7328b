#!/usr/bin/env bash
# Says once more, from the log of a run of tests, what failed in it: a long report is read from its end.
#
# Usage: scripts/failures.sh LOG

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

# A failure is a line that begins with ✘ or error:, with the lines below it that explain it. swift test says of each
# failing fact that it failed, and of its suite and the run: the issues themselves are enough.
awk '
    /^✘ / && / (failed after|with) .*issues?\.?$/ && !/recorded an issue/ { lines = 0; next }
    /^(✘ |error:|Fatal error|.*: Fatal error:)/ { lines = 12 }
    lines > 0 && (lines == 12 || /^([[:space:]]|↳|□)/) { print substr($0, 1, 600); lines--; next }
    { lines = 0 }
' "$1" | head -n 200
