#include "cpu/tile_permission.h"

namespace nibble {

// The tests link another definition in this file's place.
bool AssumeAmx() { return false; }

}  // namespace nibble
