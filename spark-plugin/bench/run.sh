#!/usr/bin/env bash
# Measures Spark jobs on this machine: one JSON object a line. Needs Maven; downloads ONNX Runtime
# (55 MB) once. Tables lie under $TMPDIR; /dev/shm leaves the disk out.
#   spark-plugin/bench/run.sh operator [--quick]   what the operator adds to a row, and what UDFs do
#   spark-plugin/bench/run.sh job [--quick]        Parquet through an MLP to Parquet, and ONNX Runtime
#   spark-plugin/bench/run.sh batch [--quick]      what a row costs, by the size of batches
#   spark-plugin/bench/run.sh planning [--quick]   what the rules add to planning large queries without calls
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$here/../.."

mvn -q -B -f "$root/pom.xml" -pl native,spark-plugin package -DskipTests >&2
mvn -q -B -f "$root/native/bench/peers/pom.xml" package -DskipTests >&2
mvn -q -B -f "$here/pom.xml" package -DskipTests >&2

read -r -a options <"$here/target/classes/module-options.txt"
exec java "${options[@]}" -Xms3g -Xmx3g -Djava.io.tmpdir="${TMPDIR:-/tmp}" -XX:+UseParallelGC -XX:ParallelGCThreads=2 \
  -Dlog4j2.configurationFile="$root/examples/log4j2.properties" \
  -cp "$here/target/classes:$(cat "$here/target/classpath.txt")" io.nibble.bench.spark.SparkBench "$@"
