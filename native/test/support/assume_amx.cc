// Takes the place of the library's src/cpu/assume_amx.cc in test programs: with
// NIBBLE_TEST_ASSUME_AMX=1 the permission alone decides about AMX.
#include <cstdlib>
#include <cstring>

#include "cpu/tile_permission.h"

namespace nibble {

bool AssumeAmx() {
  const char* value = std::getenv("NIBBLE_TEST_ASSUME_AMX");
  return value != nullptr && std::strcmp(value, "1") == 0;
}

}  // namespace nibble
