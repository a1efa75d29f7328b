#!/usr/bin/env bash
# Builds the Debian package and proves it under a real systemd, in a machine of its own (systemd-nspawn).
#
# Usage: scripts/test-systemd.sh        needs root; the first run makes a root file system with debootstrap
#
# Everything lies in .build/systemd. The root file system is made once, and again when the package's dependencies
# change.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

if ((EUID != 0)); then fail "a machine can only be booted by root." "Run: sudo make test-systemd"; fi
mirror=${MIRROR:-http://deb.debian.org/debian}
suite=bookworm
folder=$ROOT/.build/systemd
root=$folder/root
version=$(.build/package/rmad --version)
mkdir -p "$folder"

step "1/3 Three versions of the package, judged by lintian"
packages=()
for revision in 1 2 3; do
    DEB_COMPRESSION=gzip DEB_COMPRESSION_LEVEL=1 DEB_VERSION=$version-$revision scripts/deb.sh >/dev/null
    packages+=(".build/package/rmad_$version-${revision}_$(dpkg --print-architecture).deb")
done
lintian --allow-root --fail-on error,warning --tag-display-limit 0 "${packages[0]}"

step "2/3 The root file system"
# The first choice of each dependency, without its version.
depends=$(dpkg-deb --field "${packages[0]}" Depends | tr ',' '\n' | sed -E 's/[|(].*//; s/ //g' | sort -u)
list="$suite $mirror systemd-sysv dbus procps $(tr '\n' ' ' <<<"$depends")"
if [[ ! -f $folder/root.list || $(cat "$folder/root.list") != "$list" ]]; then
    rm -rf -- "$root" "$folder/root.list"
    timeout 900 debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,procps,debconf "$suite" "$root" \
        "$mirror" >"$folder/debootstrap.log" || fail "debootstrap failed:" "$(tail -5 "$folder/debootstrap.log")"
    cp -- /etc/resolv.conf "$root/etc/resolv.conf"
    # shellcheck disable=SC2086  # one word a package
    timeout 900 chroot "$root" env -u TMPDIR DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
        apt-get install -q -y --no-install-recommends $depends >"$folder/depends.log" ||
        fail "apt-get failed in the root file system:" "$(tail -5 "$folder/depends.log")"
    chroot "$root" apt-get clean
    printf '%s' "$list" >"$folder/root.list"
fi

step "3/3 The facts"
timeout 900 .build/venv/bin/python -u Tests/Systemd/run.py "$root" "$folder" "${packages[@]}" 2>&1 |
    tee "$folder/test.log"
