#!/usr/bin/env bash
# From a float model file to an answer in a Spark SQL query, on this machine: builds what is needed,
# quantizes the digits model, scores the held-out digits in local Spark and prints what it found.
# Ends non-zero if anything fails or int4 accuracy is more than 0.5 points from float32 accuracy.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/tools/spark.sh"
out=$examples/target/quickstart
data=$examples/data

step() { printf '== %s\n' "$*" >&2; }

quantize() {
  "$java" -jar "$plugin" quantize --architecture "$data/digits-mlp.json" \
    --weights "$data/digits-mlp.safetensors" "$@"
}

step "Prerequisites"
"$root/native/prerequisites.sh"
step "Build"
build_jars
step "Quantize"
mkdir -p "$out"
quantize --group-size 32 --output "$out/digits-int4.nibble"
quantize --skip '*' --output "$out/digits-float32.nibble"
step "Score"
report=$out/report.txt
: >"$report"
trap 'cat "$report"' EXIT # the report comes after whatever Spark logs
export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
spark_submit --master 'local[*]' --jars "$plugin" \
  --conf spark.plugins=io.nibble.spark.NibblePlugin \
  --class io.nibble.examples.DigitsQuickstart "$example_jar" \
  "$data/digits.parquet" "$out/digits-float32.nibble" "$out/digits-int4.nibble" \
  "$out/digits-scored" >"$report"
