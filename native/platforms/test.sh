#!/usr/bin/env bash
# Runs native tests as linux-arm64, on CPUs of other kinds in qemu's user emulation.
#   native/platforms/test.sh [FILTER]
# FILTER: of GoogleTest, for a part of the tests.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
build="$here/../target/platforms/linux-arm64-tests"
cross_build "$build" aarch64-linux-gnu.2.17 nibble_tests
qemu-aarch64 -L /usr/aarch64-linux-gnu "$build/test/nibble_tests" --gtest_brief=1 --gtest_filter="${1:-*}"
