#!/usr/bin/env bash
# Builds the native tests and fuzzers with clang's AddressSanitizer (leaks included) and
# UndefinedBehaviorSanitizer, runs the tests, and then every fuzzer for a while. An input that a
# fuzzer fails on is kept in native/target/sanitize/failures and named.
#   native/sanitize.sh [--seconds N]      N seconds (60) for each fuzzer
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build="$here/target/sanitize"

seconds=60
if [[ $# -eq 2 && "$1" == --seconds ]]; then
  seconds=$2
elif [[ $# -gt 0 ]]; then
  echo "unknown arguments: $*; expected none or --seconds N" >&2
  exit 2
fi

"$here/prerequisites.sh" --sanitizers
clang=$("$here/find_clang.sh")

mkdir -p "$build/failures"
# -O1: what is not optimized at all takes minutes, and the kernels' loops rely on inlining.
cmake -S "$here" -B "$build" -DCMAKE_CXX_COMPILER="$clang" -DCMAKE_BUILD_TYPE=Sanitize \
  -DCMAKE_CXX_FLAGS_SANITIZE="-O1 -g" -DNIBBLE_BUILD_FUZZ=ON > "$build.log" 2>&1 \
  || { cat "$build.log" >&2; exit 1; }
cmake --build "$build" --parallel 2 > "$build.log" 2>&1 || { cat "$build.log" >&2; exit 1; }
export UBSAN_OPTIONS=print_stacktrace=1
# Of the grid of shapes only what is symmetric in both weights and activations, or in neither: the mixed
# settings run no code of their own.
(cd "$build" && ctest --output-on-failure --parallel 2 --exclude-regex 'EveryShape/.*(_symw_asyma|_asymw_syma|_int8_syma)' \
  > "$build.log") || { cat "$build.log" >&2; exit 1; }
grep "tests passed" "$build.log"

# fuzz NAME: on a CPU without AMX the emulator runs it, as it does for ctest.
fuzz() {
  NIBBLE_TEST_ASSUME_AMX=1 LD_PRELOAD="$build/test/amx_emulator/libnibble_amx_emulator.so" \
    ASAN_OPTIONS=allocator_may_return_null=1:verify_asan_link_order=0 \
    "$build/fuzz/$1" -seed=1 -max_total_time="$seconds" -max_len=512 -len_control=0 -timeout=20 \
    -print_final_stats=1 -artifact_prefix="$build/failures/$1-" > "$build/$1.log" 2>&1
}

declare -A runs
for fuzzer in fuzz_api fuzz_linear; do
  fuzz "$fuzzer" &
  runs[$fuzzer]=$!
done
failed=0
for fuzzer in "${!runs[@]}"; do
  if wait "${runs[$fuzzer]}"; then
    echo "$fuzzer: $(grep -oE '^(ISA|Done) .*' "$build/$fuzzer.log" | paste -sd ' ')"
  else
    failed=1
    tail -n 60 "$build/$fuzzer.log" >&2
    echo "$fuzzer failed; repeat with: $build/fuzz/$fuzzer <the input named above>" >&2
  fi
done
exit "$failed"
