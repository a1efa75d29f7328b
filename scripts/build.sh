#!/usr/bin/env bash
# Builds rmad. Warnings are errors (Package.swift says so for every target of ours), and so is an import that
# the manifest does not declare: that keeps the layers of docs/architecture.md.
#
# Usage: scripts/build.sh [debug|release|tests]      (default: debug)

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

case ${1:-debug} in
debug) arguments=() ;;
release) arguments=(--configuration release) ;;
tests) arguments=(--build-tests) ;;
*) fail "there is no build called '$1'" "Use debug, release or tests." ;;
esac

# SwiftPM says "Build complete!" even after an undeclared import; only its exit status tells.
swift build "${arguments[@]}" --explicit-target-dependency-import-check error || {
    status=$?
    fail "the build failed (status $status); the reasons stand above, 'Build complete!' or not."
}
