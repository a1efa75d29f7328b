#!/usr/bin/env bash
# Installs rmad as `make install` does: the program, its unit, configuration, manual pages and completions.
#
# Usage: DESTDIR=… prefix=/usr/local sysconfdir=/etc scripts/install.sh
#   DESTDIR      is put in front of every place, for packages; empty for this machine
#   prefix       below which the program and what belongs to it go
#   sysconfdir   below which the folder rmad with the configuration goes; files that are there are kept
#
# The program is .build/package/rmad, which `scripts/build.sh package` makes, or PROGRAM.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

dest=${DESTDIR:-}
prefix=${prefix:-/usr/local}
sysconfdir=${sysconfdir:-/etc}
program=${PROGRAM:-.build/package/rmad}
if [[ $prefix != /* || $sysconfdir != /* ]]; then fail "prefix and sysconfdir begin with a slash."; fi
# They stand in lines of units, which a blank would part.
if [[ "$prefix$sysconfdir" == *[!A-Za-z0-9/._+-]* ]]; then
    fail "prefix and sysconfdir have letters, digits and / . _ + - alone."
fi
if [[ ! -x $program ]]; then fail "$program is not there." "Run: make package-build"; fi

# put MODE FILE PLACE: PLACE is below DESTDIR.
put() { install -D -m "$1" -- "$2" "$dest$3"; }

# Paths of the shipped files stand for prefix=/usr and sysconfdir=/etc.
adapt() { sed -e "s#/usr/bin/rmad#$prefix/bin/rmad#g" -e "s#/etc/rmad#$sysconfdir/rmad#g" -- "$1"; }

scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

put 755 "$program" "$prefix/bin/rmad"
for unit in service sysusers tmpfiles; do adapt "systemd/rmad.$unit" >"$scratch/rmad.$unit"; done
put 644 "$scratch/rmad.service" "$prefix/lib/systemd/system/rmad.service"
for unit in rmad-backup.service rmad-backup.timer; do
    adapt "systemd/$unit" >"$scratch/$unit"
    put 644 "$scratch/$unit" "$prefix/lib/systemd/system/$unit"
done
put 644 "$scratch/rmad.sysusers" "$prefix/lib/sysusers.d/rmad.conf"
put 644 "$scratch/rmad.tmpfiles" "$prefix/lib/tmpfiles.d/rmad.conf"
put 644 systemd/rmad.catalog "$prefix/lib/systemd/catalog/rmad.catalog"

# Configuration that is there belongs to whoever changed it.
while read -r -d '' file; do
    place=$sysconfdir/rmad/${file#Config/}
    if [[ ! -e $dest$place ]]; then put 644 "$file" "$place"; fi
done < <(find Config/rmad.yaml Config/policy.yaml Config/messages -type f -print0 | sort -z)

# Manual pages and completions come from the program itself.
"$program" docs --installed "$scratch/share" >/dev/null
while read -r -d '' file; do
    place=$prefix/share/${file#"$scratch/share/"}
    if [[ $file == */man/* ]]; then
        sed -i "s#/usr/share/doc/rmad#$prefix/share/doc/rmad#g" -- "$file"
        gzip --no-name --best -- "$file"
        file+=.gz place+=.gz
    fi
    # What is installed by hand zsh looks for elsewhere.
    if [[ $prefix == /usr/local ]]; then place=${place/vendor-completions/site-functions}; fi
    # It is read by a shell and never run.
    if [[ $file == */bash-completion/* ]]; then sed -i '1{/^#!/d}' -- "$file"; fi
    put 644 "$file" "$place"
done < <(find "$scratch/share" -type f -print0)

# What operators and receivers read, with the pages that it leads to; the rest is for whoever changes the code.
doc=$prefix/share/doc/rmad
for page in operating configuration documents export faults messages metrics states threat-model warehouse; do
    put 644 "docs/$page.md" "$doc/$page.md"
done
while read -r -d '' file; do put 644 "$file" "$doc/${file#docs/}"; done < <(
    find docs/decisions docs/schemas docs/webhooks \( -name '.?*' -o -name node_modules -o -name __pycache__ \) -prune \
        -o -type f -print0 | sort -z
)
while read -r -d '' file; do put 644 "$file" "$doc/examples/${file##*/}"; done < <(
    find docs/monitoring -type f ! -name '*.md' ! -name '*.test.yaml' -print0 | sort -z
)
