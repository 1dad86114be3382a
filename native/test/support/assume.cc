// Takes the place of the library's src/cpu/assume.cc in test programs: with NIBBLE_TEST_ASSUME_AMX=1
// the permission alone decides about AMX, and NIBBLE_TEST_ASSUME_PORTS=shared or own says what
// ProductsShareTheirPorts does.
#include "cpu/assume.h"

#include <cstdlib>
#include <cstring>

namespace nibble {
namespace {

bool Says(const char* variable, const char* expected) {
  const char* value = std::getenv(variable);
  return value != nullptr && std::strcmp(value, expected) == 0;
}

}  // namespace

bool AssumeAmx() { return Says("NIBBLE_TEST_ASSUME_AMX", "1"); }

Ports AssumePorts() {
  if (Says("NIBBLE_TEST_ASSUME_PORTS", "shared")) return Ports::kShared;
  return Says("NIBBLE_TEST_ASSUME_PORTS", "own") ? Ports::kOwn : Ports::kAsFound;
}

}  // namespace nibble
