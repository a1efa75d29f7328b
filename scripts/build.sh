#!/usr/bin/env bash
# Builds rmad. Warnings are errors (Package.swift says so for every target of ours), and so is an import that
# the manifest does not declare: that keeps the layers of docs/architecture.md.
#
# Usage: scripts/build.sh [debug|release|tests|package]      (default: debug)
#   package   .build/package/rmad, with Swift's runtime linked in: the machine that runs it needs no Swift

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

case ${1:-debug} in
debug) arguments=() ;;
release) arguments=(--configuration release) ;;
tests) arguments=(--build-tests) ;;
package) arguments=(--configuration release --static-swift-stdlib --product rmad) ;;
*) fail "there is no build called '$1'" "Use debug, release, tests or package." ;;
esac

# SwiftPM says "Build complete!" even after an undeclared import; only its exit status tells.
swift build "${arguments[@]}" --explicit-target-dependency-import-check error || {
    status=$?
    fail "the build failed (status $status); the reasons stand above, 'Build complete!' or not."
}

# Apart from .build/release, which the next build for use links anew.
if [[ ${1:-debug} == package ]]; then
    mkdir -p .build/package
    strip --strip-unneeded --remove-section=.comment --remove-section=.note -o .build/package/rmad .build/release/rmad
fi
