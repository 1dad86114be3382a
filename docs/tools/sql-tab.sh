#!/usr/bin/env bash
# Takes docs/images/sql-tab.png: runs a query over the digits in local Spark and has a headless
# Chromium take a picture of its page in the SQL tab. As root on Debian or Ubuntu it installs the
# browser where there is none.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../examples/tools/spark.sh"
out=$examples/target/sql-tab
picture=$root/docs/images/sql-tab.png
model=$examples/target/digits-int4.nibble

if ! command -v chromium >/dev/null; then
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "This needs chromium. On Debian or Ubuntu: sudo apt-get install -y chromium" >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2
fi

build_jars
quantize_digits
[[ -n ${SPARK_HOME:-} ]] || gather_spark
mkdir -p "$out/classes"
"${java}c" -d "$out/classes" -cp "${SPARK_HOME:-$examples/target/spark}/jars/*" \
  "$root/docs/tools/SqlTab.java"
jar=$out/sql-tab.jar
"${java%java}jar" --create --file "$jar" -C "$out/classes" .

query=$(sed -e '/^--/d' -e "s|\${model}|$model|; s|\${digits}|$examples/data/digits.parquet|; s|;$||" \
  "$examples/sql/accuracy.sql")
export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
spark_submit --master 'local[2]' --name digits --jars "$plugin" \
  --conf spark.plugins=io.nibble.spark.NibblePlugin --conf spark.ui.port=0 \
  --class SqlTab "$jar" "$query" "$picture" "$out/chromium.log"
echo "$picture"
