#!/usr/bin/env bash
# Tests the packaged jar as Python users have it: classic PySpark, Spark Connect, the programs that
# come with PySpark, the wheel. After a build of everything. Installs PySpark (450 MB) in target/python, once
# for each state of its requirements.
#   spark-plugin/python-tests.sh [classic] [connect] [package]   without arguments all
#   spark-plugin/python-tests.sh --spark-3.5 classic package     PySpark 3.5, which has Scala 2.12 and
#                                                                no server of Connect
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
tests=$here/src/test/python/clients
work=$here/target/python
requirements=$tests/requirements.txt
"$here/../native/prerequisites.sh" --python
source "$here/../examples/tools/spark.sh"
if [[ ${1:-} == --spark-3.5 ]]; then
  shift
  work=$here/target/python-3.5
  requirements=$tests/requirements-3.5.txt
  plugin=$here/scala-2.12/target/nibble-spark-plugin_2.12-$version.jar
fi

install() {
  cmp -s "$requirements" "$work/installed.txt" && return
  rm -rf "$work"
  python3 -m venv "$work/environment"
  "$work/environment/bin/pip" install -q --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$work/installed.txt"
}

install
source "$work/environment/bin/activate"
pip install -q --disable-pip-version-check --no-deps --force-reinstall "$("$here/wheel.sh")"
SPARK_HOME=$(python -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
export SPARK_HOME SPARK_CONF_DIR=$work/conf SPARK_LOCAL_IP=127.0.0.1
mkdir -p "$SPARK_CONF_DIR"
cp "$examples/log4j2.properties" "$SPARK_CONF_DIR"

quantize_digits
export NIBBLE_JAR=$plugin NIBBLE_REFERENCE=$work/reference
export NIBBLE_MODEL=${digits_arguments[1]} NIBBLE_DIGITS=$examples/data/digits.parquet
spark_submit --master 'local[2]' --class io.nibble.spark.Main "$plugin" score \
  "${digits_arguments[@]}" --output "$NIBBLE_REFERENCE" --mode overwrite >"$work/reference.json"

cd "$work"
suites=("$@")
((${#suites[@]})) || suites=(classic connect package)
for suite in "${suites[@]}"; do # a process can have one kind of session
  # PySpark leaves closing its sockets to the garbage collector.
  python -W ignore::ResourceWarning "$tests/test_$suite.py" -v
done
