#!/usr/bin/env bash
# Measures what a call of an operator costs from Java, its checks included: one JSON object a line.
#   native/bench/calls.sh [REGEX of benchmark names]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
calls="$here/calls"

mvn -q -B -f "$here/../../pom.xml" -pl native package -DskipTests >&2
mvn -q -B -f "$calls/pom.xml" package -DskipTests >&2

exec java -Xmx1g -cp "$calls/target/classes:$(cat "$calls/target/classpath.txt")" \
  io.nibble.bench.calls.Calls "$@"
