#!/usr/bin/env bash
# Builds the native benchmarks and prints one JSON object a line.
#   native/bench/run.sh [--quick] [--isa NAME] [--threads N] [--copies N] [--bf16-scales] [--shapes FILE]
#   native/bench/run.sh --operators [--isa NAME]
#   native/bench/run.sh --pack [--shapes FILE]
# --copies N walks through N copies of the weights, to measure from DRAM. --pack measures the packing
# of weights instead, --operators the float32 operators of encoder models.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build="$here/../target/bench"

program=nibble_bench
if [[ ${1:-} == --pack ]]; then
  program=nibble_pack_bench
  shift
elif [[ ${1:-} == --operators ]]; then
  program=nibble_operators_bench
  shift
fi
shapes="$here/shapes/quick.txt"
[[ $program == nibble_operators_bench ]] && shapes=""
for argument in "$@"; do
  [[ $argument == --shapes ]] && shapes=""
done

cmake -S "$here/.." -B "$build" -DCMAKE_BUILD_TYPE=Release -DNIBBLE_BUILD_TESTS=OFF -DNIBBLE_BUILD_BENCH=ON >&2
cmake --build "$build" --target "$program" --parallel >&2
exec "$build/bench/$program" ${shapes:+--shapes "$shapes"} "$@"
