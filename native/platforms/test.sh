#!/usr/bin/env bash
# Runs the native tests as linux-arm64, in qemu's user emulation, whose CPU has all that the kernels want.
#   native/platforms/test.sh [--quick | FILTER]
# --quick: all but the two grids that take minutes; FILTER: of GoogleTest.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
filter=${1:-*}
[[ "$filter" == --quick ]] && filter='-*.AgreesWithOracleOnEveryShape/*:*.LongestGroupIsExact/*'
build="$here/../target/platforms/linux-arm64-tests"
cross_build "$build" aarch64-linux-gnu.2.17 nibble_tests
qemu-aarch64 -L /usr/aarch64-linux-gnu "$build/test/nibble_tests" --gtest_brief=1 --gtest_filter="$filter"
