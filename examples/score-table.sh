#!/usr/bin/env bash
# Scores a Parquet table with spark-submit: adds the column `scores`, keeps all others.
#
#   examples/score-table.sh MODEL.nibble INPUT FEATURES OUTPUT [spark-submit options …]
#   examples/score-table.sh hdfs:///models/ranker.nibble hdfs:///customers features \
#       hdfs:///customers-scored --master yarn --num-executors 20
#
# Paths are Hadoop paths; FEATURES is the column of features. SPARK_HOME names the Spark to use.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/tools/spark.sh"

if (($# < 4)); then
  echo "usage: ${BASH_SOURCE[0]} MODEL.nibble INPUT FEATURES OUTPUT [spark-submit options ...]" >&2
  exit 2
fi
build_jars
spark_submit "${@:5}" --jars "$plugin" \
  --conf spark.plugins=io.nibble.spark.NibblePlugin \
  --class io.nibble.examples.ScoreTable "$example_jar" "${@:1:4}"
