#!/usr/bin/env bash
# Measures Nibble, ONNX Runtime and OpenVINO on the same layers in one run, one thread each: one JSON
# object a line, and a table of ratios on standard error. Needs Maven and pip; downloads ONNX Runtime
# (55 MB) and OpenVINO (59 MB) once.
#   native/bench/peers.sh [--quick] [--shapes FILE] [--groups 32,128] [--rows 1,16]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$here/../.."
peers="$here/peers"

shapes="$here/shapes/quick.txt"
for argument in "$@"; do
  [[ $argument == --shapes ]] && shapes=""
done

mvn -q -B -f "$root/pom.xml" -pl native package -DskipTests >&2
mvn -q -B -f "$peers/pom.xml" package -DskipTests >&2

# One thread is measured; what else the JVM does must not run beside it.
exec java -Dopenvino.libraries="$("$here/openvino.sh")" -Xms2g -Xmx8g -XX:+UseSerialGC \
  -cp "$peers/target/classes:$(cat "$peers/target/classpath.txt")" \
  io.nibble.bench.peers.Peers ${shapes:+--shapes "$shapes"} "$@"
