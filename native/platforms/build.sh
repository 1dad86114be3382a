#!/usr/bin/env bash
# Builds the library for every platform of the jar.
#   native/platforms/build.sh JNI LIBRARIES
# JNI: the folder of the sources that JavaCPP wrote; LIBRARIES: gets a folder for each platform.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
jni=$1
libraries=$2

# platform FOLDER TARGET: FOLDER as NativeLoader names it.
platform() {
  local build="$here/../target/platforms/$1"
  cross_build "$build" "$2" jniNibble -DNIBBLE_BUILD_TESTS=OFF -DNIBBLE_JNI="$jni"
  mkdir -p "$libraries/$1"
  cp "$build"/platforms/libjniNibble.* "$libraries/$1/"
}

# The oldest glibc that Java 17 is built for, and so older than any that runs Spark.
platform linux-x86_64 x86_64-linux-gnu.2.17
platform linux-arm64 aarch64-linux-gnu.2.17
platform linux-x86_64-musl x86_64-linux-musl
platform macosx-arm64 aarch64-macos.11.0
