#!/usr/bin/env bash
# Makes this machine ready: checks Swift, and installs the Debian packages and Python modules that are missing.
#
# Usage: scripts/setup.sh [build|demo|test|bench|package|systemd]      (default: test)
#
# Safe to run again and quick when nothing is to do: a stamp in .build/setup remembers what was found in order,
# and is void as soon as Debian's package database or one of the lists changes.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

level=${1:-test}
swift_wanted=6.2

# One package a line, with what it is for.
build_packages='
libsqlite3-dev          the ledger (SQLite)
libcurl4-openssl-dev    sending webhooks (libcurl)
libssl-dev              signing webhooks, digests (OpenSSL)
libzint-dev             bar codes (Zint)
libpango1.0-dev         text on labels (Pango and Cairo)
libpng-dev              labels and logos as pictures
librsvg2-dev            logos that are drawings (SVG)
libcups2-dev            printing through queues (CUPS, IPP)
pkg-config              lets Swift find these libraries
fonts-noto-core         the typeface of labels and instructions
fonts-noto-cjk          Chinese, Japanese and Korean
fonts-dejavu-core       the typeface behind it, for rare signs
tzdata                  the time zones of the site and its customers
ca-certificates         the certificates that webhooks are checked against
'
judge_packages='
python3                 runs the independent judges
python3-venv            keeps their modules apart from yours
zbar-tools              reads bar codes back from labels (zbarimg)
poppler-utils           turns PDF labels into pictures for it (pdftoppm)
'
test_packages='
gcc                     builds the library that makes faults for the tests (Tests/Faults)
libc6-dev               the headers that it needs
util-linux              limits and mounts for these tests (prlimit, unshare)
openssl                 makes certificates for the tests of TLS, and signs for those of the example receivers
librsvg2-bin            draws SVG labels for the bar code readers (rsvg-convert)
dmtx-utils              reads Data Matrix (dmtxread)
qpdf                    checks PDF
nodejs                  runs the example receiver for Node
systemd                 judges the unit and the catalogue (systemd-analyze, journalctl)
man-db                  judges the manual pages
cups-daemon             printing through real queues; Debian also starts it as a service on port 631
faketime                lets a daemon of the tests live on another day (libfaketime)
cups-ipp-utils          a printer that speaks IPP (ippeveprinter)
dbus-daemon             the system bus without which it does not start
tmux                    a terminal in which the screen of the dock is tried
nginx-light             a receiver that turns too many requests away; Debian also starts it as a service on port 80
'
bench_packages='
nginx-light             a fast receiver of webhooks; Debian also starts it as a service on port 80
'

package_packages='
dpkg-dev                finds the libraries that the package depends on (dpkg-shlibdeps)
'
systemd_packages='
debootstrap             makes the root file system in which systemd runs
systemd-container       boots it (systemd-nspawn)
lintian                 judges the Debian package
'

requirements=()
case $level in
build) packages=$build_packages ;;
demo) packages=$build_packages$judge_packages requirements=(Tests/requirements.txt) ;;
test) packages=$build_packages$judge_packages$test_packages requirements=(Tests/requirements.txt) ;;
bench) packages=$build_packages$judge_packages$bench_packages requirements=(Tests/requirements.txt) ;;
package) packages=$build_packages$package_packages ;;
systemd)
    packages=$build_packages$judge_packages$package_packages$systemd_packages requirements=(Tests/requirements.txt)
    ;;
*) fail "there is no set-up called '$level'" "Use build, demo, test or bench." ;;
esac
if [[ $level == bench && -f Benchmarks/requirements.txt ]]; then requirements+=(Benchmarks/requirements.txt); fi

# Everything that this set-up rests on, as one text; the stamp holds it.
foundation() {
    printf '%s\n' "$packages" "$(command -v swift || true)" "${requirements[*]}"
    if ((${#requirements[@]})); then cat -- "${requirements[@]}"; fi
    stat -c '%n %s %Y' -- scripts/setup.sh /var/lib/dpkg/status 2>/dev/null || true
    stat -Lc '%n %Y' -- "$(command -v swift || echo /nowhere)" .build/venv/bin/python 2>/dev/null || true
}

check_swift() {
    local found
    if ! command -v swift >/dev/null; then
        fail "Swift is not installed (version $swift_wanted or newer is needed)." \
            "Get it from https://www.swift.org/install/linux/ : swiftly installs it for one user without root," \
            "then open a new shell, so that 'swift --version' works, and run this again."
    fi
    found=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
    if [[ -z $found ]]; then
        fail "'swift --version' does not say a version." "Repair the installation of $(command -v swift)."
    fi
    if [[ $(printf '%s\n' "$swift_wanted" "$found" | sort -V | head -n 1) != "$swift_wanted" ]]; then
        fail "Swift $found is too old; version $swift_wanted or newer is needed." \
            "Get it from https://www.swift.org/install/linux/ , or with swiftly: swiftly install latest"
    fi
}

# The packages of the list that are not installed, with their reasons.
missing_packages() {
    local name reason status
    while read -r name reason; do
        if [[ -z $name ]]; then continue; fi
        status=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)
        if [[ $status != installed ]]; then printf '%-24s%s\n' "$name" "$reason"; fi
    done <<<"$packages"
}

install_packages() {
    local list names=() as_root=()
    list=$(missing_packages)
    if [[ -z $list ]]; then return; fi
    mapfile -t names < <(awk '{ print $1 }' <<<"$list")
    step "These Debian packages are missing and are installed now with apt-get:"
    say "  ${list//$'\n'/$'\n  '}"
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            fail "apt-get needs root, and there is no sudo here." \
                "Ask the administrator to run:  apt-get install ${names[*]}" "Then run this again."
        fi
        as_root=(sudo)
        # Without a terminal nobody can type a password.
        if [[ ! -t 0 ]]; then as_root=(sudo -n); fi
        say "apt-get needs root: sudo may ask for your password."
        if ! "${as_root[@]}" true; then
            fail "sudo does not let you install packages." \
                "Ask the administrator to run:  apt-get install ${names[*]}" "Then run this again."
        fi
    fi
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    # A mirror may be in the middle of its update, and a large batch may break off: once more, with fresh lists.
    if ! run_apt "${as_root[@]}"; then
        say "apt-get failed; trying once more."
        sleep 2
        if ! run_apt "${as_root[@]}"; then
            fail "apt-get could not install: ${names[*]}" \
                "Its own words stand above. Check the network and /etc/apt/sources.list, then run this again."
        fi
    fi
    list=$(missing_packages)
    if [[ -n $list ]]; then fail "still missing after apt-get:" "$list"; fi
}

# run_apt PREFIX…: uses `names` of its caller.
run_apt() {
    "$@" apt-get update -q && "$@" apt-get install -q -y --no-install-recommends "${names[@]}"
}

# promtool judges the figures. Debian has it in the package of the server, which would be started as a service: so the
# package is unpacked below .build, and nothing outside of it changes.
unpack_promtool() {
    local folder=.build/tools
    if [[ -x $folder/promtool ]]; then return; fi
    step "promtool (of Debian's package prometheus) is unpacked into $folder."
    mkdir -p "$folder/unpack"
    if ! (cd "$folder/unpack" && apt-get download -q prometheus); then
        local as_root=()
        if ((EUID != 0)); then as_root=(sudo -n); fi
        "${as_root[@]}" apt-get update -q
        (cd "$folder/unpack" && apt-get download -q prometheus) ||
            fail "apt-get could not download the package prometheus." "Check the network and run this again."
    fi
    dpkg-deb --fsys-tarfile "$folder"/unpack/prometheus_*.deb | tar -x -C "$folder/unpack" ./usr/bin/promtool
    mv -- "$folder/unpack/usr/bin/promtool" "$folder/promtool"
    rm -rf -- "$folder/unpack"
}

install_modules() {
    local venv=.build/venv stamp=.build/venv/requirements.installed
    if ((${#requirements[@]} == 0)); then return; fi
    if "$venv/bin/python" -c '' 2>/dev/null && cat -- "${requirements[@]}" | cmp -s - "$stamp"; then return; fi
    step "Python modules (${requirements[*]}) are installed into $venv; nothing outside of it changes."
    # A venv whose Python went away with an upgrade cannot be repaired, only made again.
    /usr/bin/python3 -m venv --clear "$venv"
    local arguments=() file
    for file in "${requirements[@]}"; do arguments+=(--requirement "$file"); done
    if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${arguments[@]}"; then
        say "pip failed; trying once more."
        sleep 2
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${arguments[@]}" ||
            fail "pip could not install ${requirements[*]}." \
                "Check the network (https://pypi.org), then run this again."
    fi
    cat -- "${requirements[@]}" >"$stamp"
}

stamp=.build/setup/$level
if [[ -f $stamp ]] && cmp -s "$stamp" <(foundation); then exit 0; fi

check_swift
if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    install_packages
    if [[ $level == test ]]; then unpack_promtool; fi
else
    say "This is no Debian: please see to it yourself that these are here (Debian's names):"
    say "$packages"
fi
install_modules
mkdir -p .build/setup
foundation >"$stamp"
say "Set-up for $level: everything is there."
