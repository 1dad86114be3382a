#!/usr/bin/env bash
# Scores a table with the job `score` on all cores of this machine.
#
#   examples/score-local.sh                                     # the digits, quantized first
#   examples/score-local.sh --model M.nibble --input TABLE --output TABLE [options of score …]
#
# SPARK_HOME names the Spark to use; without it Maven gathers Spark's jars.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/tools/spark.sh"
build_jars
if (($# == 0)); then
  quantize_digits
  set -- "${digits_arguments[@]}" --output "$examples/target/scored-local" --mode overwrite
fi
export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
spark_submit --master 'local[*]' --class io.nibble.spark.Main "$plugin" score "$@"
