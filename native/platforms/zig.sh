#!/usr/bin/env bash
# Prints the path of the cross compiler, zig; brings it from PyPI first, checked by its hash, where it is
# not there yet. It needs x86-64 Linux, Python with venv, and 700 MB in native/target, its caches included.
#   native/platforms/zig.sh
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$here/../target/zig"

# Anew when zig.txt names another.
if ! cmp -s "$here/zig.txt" "$home/zig.txt"; then
  rm -rf "$home"
  python3 -m venv "$home"
  "$home/bin/pip" install -q --disable-pip-version-check --no-deps --require-hashes -r "$here/zig.txt" >&2
  cp "$here/zig.txt" "$home/zig.txt"
fi
programs=("$home"/lib/python3*/site-packages/ziglang/zig)
realpath "${programs[0]}"
