#!/usr/bin/env bash
# Prints the first clang++ >= 14 that can build a libFuzzer program with AddressSanitizer and
# UndefinedBehaviorSanitizer (CLANGXX names another); fails, silently, where there is none.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cat > "$scratch/probe.cc" << 'END'
#include <cstddef>
#include <cstdint>
static_assert(__clang_major__ >= 14, "too old");
extern "C" int LLVMFuzzerTestOneInput(const uint8_t*, size_t) { return 0; }
END

for candidate in ${CLANGXX:-clang++ clang++-{20,19,18,17,16,15,14}}; do
  if "$candidate" -fsanitize=fuzzer,address,undefined "$scratch/probe.cc" -o "$scratch/probe" &> /dev/null
  then
    command -v "$candidate"
    exit
  fi
done
exit 1
