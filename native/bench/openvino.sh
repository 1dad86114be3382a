#!/usr/bin/env bash
# Prints the folder of OpenVINO's libraries; brings them from PyPI first, checked by their hash, where they
# are not there yet. Any Python with pip will do, whichever Python the wheel is for: only its C libraries run.
#   native/bench/openvino.sh
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$here/peers/target/openvino"

# Anew when openvino.txt names another.
if ! cmp -s "$here/openvino.txt" "$home/openvino.txt"; then
  rm -rf "$home"
  python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --no-deps --no-compile \
    --require-hashes --only-binary=:all: --implementation cp --python-version 3.11 --abi cp311 \
    --platform manylinux_2_28_x86_64 --target "$home" -r "$here/openvino.txt" >&2
  cp "$here/openvino.txt" "$home/openvino.txt"
fi
realpath "$home/openvino/libs"
