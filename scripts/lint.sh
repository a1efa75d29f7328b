#!/usr/bin/env bash
# Checks the form of the Swift sources (.swift-format) and of the shell scripts (shellcheck, where it is installed).

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

folders=()
for folder in Sources Tests Benchmarks docs; do
    if [[ -d $folder ]]; then folders+=("$folder"); fi
done
if ! swift format lint --recursive --strict --parallel Package.swift "${folders[@]}"; then
    fail "the form of the Swift sources is not as .swift-format wants it." "Run: make format"
fi
say "Swift sources: well formed."

if command -v shellcheck >/dev/null; then
    shellcheck --external-sources --source-path=SCRIPTDIR scripts/*.sh .ci/run
    shellcheck --severity=warning packaging/config packaging/postinst packaging/prerm packaging/postrm
    say "Shell scripts: shellcheck has nothing to say."
else
    say "Shell scripts: not checked; apt-get install shellcheck."
fi
