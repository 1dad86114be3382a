#!/usr/bin/env bash
# Builds the Python package nibble-spark with the jars of both versions of Scala in it, as a wheel in
# target/wheel, and prints its path. After a build of everything; needs Python with venv.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
version=$(sed -n '/<version>/{s:.*<version>\(.*\)</version>.*:\1:p;q}' "$here/../pom.xml")
work=$here/target/wheel
sources=$work/sources

rm -rf "$work"
mkdir -p "$work"
cp -r "$here/src/main/python" "$sources"
cp "$here/../LICENSE" "$sources"
mkdir "$sources/nibble_spark/jars"
cp "$here/target/nibble-spark-plugin_2.13-$version.jar" \
  "$here/scala-2.12/target/nibble-spark-plugin_2.12-$version.jar" "$sources/nibble_spark/jars"
# As Python's versions are written (PEP 440).
echo "__version__ = \"${version/-SNAPSHOT/.dev0}\"" >"$sources/nibble_spark/version.py"
python3 -m venv "$work/environment"
"$work/environment/bin/pip" wheel -q --disable-pip-version-check --no-deps --wheel-dir "$work" "$sources"
ls "$work"/*.whl
