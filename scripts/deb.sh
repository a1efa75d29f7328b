#!/usr/bin/env bash
# Builds the Debian package: .build/package/rmad_VERSION_ARCHITECTURE.deb, with Swift's runtime linked in.
#
# Usage: scripts/deb.sh
#   DEB_COMPRESSION, DEB_COMPRESSION_LEVEL   xz and 6 unless given; gzip and 1 for a trial
#   DEB_VERSION   another version than that of the program with -1 behind it
#
# Root is not needed. Needs what `scripts/setup.sh package` installs.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

out=.build/package
program=$out/rmad
version=${DEB_VERSION:-$("$program" --version)-1}
architecture=$(dpkg --print-architecture)
tree=$out/tree
package=$out/rmad_${version}_$architecture.deb

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH

rm -rf -- "$tree" "$out/debian"
mkdir -p "$tree/DEBIAN" "$out/debian"
umask 022
DESTDIR=$tree prefix=/usr sysconfdir=/etc scripts/install.sh

# Debian's own places for what every package has.
install -D -m 644 packaging/copyright "$tree/usr/share/doc/rmad/copyright"
for library in GRDB.swift Yams; do
    printf '\n%s:\n\n' "$library"
    cat -- ".build/checkouts/$library/LICENSE"
done >>"$tree/usr/share/doc/rmad/copyright"
install -D -m 644 packaging/lintian-overrides "$tree/usr/share/lintian/overrides/rmad"
gzip --no-name --best -c CHANGELOG.md >"$tree/usr/share/doc/rmad/changelog.gz"
maintainer=$(sed -n 's/^Maintainer: //p' packaging/control.in)
printf 'rmad (%s) stable; urgency=medium\n\n  * See changelog.gz for what is new.\n\n -- %s  %s\n' \
    "$version" "$maintainer" "$(date -R -u -d "@$SOURCE_DATE_EPOCH")" |
    gzip --no-name --best >"$tree/usr/share/doc/rmad/changelog.Debian.gz"

# The exact shared libraries, with the versions that they must have, as the linker and Debian's symbols tell.
printf 'Source: rmad\n\nPackage: rmad\nArchitecture: %s\n' "$architecture" >"$out/debian/control"
libraries=$(cd "$out" && dpkg-shlibdeps -O -e"tree/usr/bin/rmad" 2>shlibdeps.log | sed -n 's/^shlibs:Depends=//p') ||
    fail "dpkg-shlibdeps failed:" "$(cat "$out/shlibdeps.log")"
if [[ -z $libraries ]]; then fail "dpkg-shlibdeps found no library."; fi
size=$(du -k -s --apparent-size --exclude DEBIAN -- "$tree" | cut -f 1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" \
    -e "s/@LIBRARIES@/$libraries/" packaging/control.in >"$tree/DEBIAN/control"
(cd "$tree" && find etc -type f | sort | sed 's#^#/#') >"$tree/DEBIAN/conffiles"
for script in config postinst prerm postrm; do install -m 755 "packaging/$script" "$tree/DEBIAN/$script"; done
install -m 644 packaging/templates "$tree/DEBIAN/templates"
(cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"

# The same sources give the same package.
find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" -- {} +
compression=("-Z${DEB_COMPRESSION:-xz}" "-z${DEB_COMPRESSION_LEVEL:-6}")
dpkg-deb --root-owner-group "${compression[@]}" --build "$tree" "$package" >/dev/null
say "$package: $(($(stat -c %s "$package") / 1048576)) MB, $((size / 1024)) MB installed"
