#include "cpu/assume.h"

namespace nibble {

// The tests link other definitions in this file's place.
bool AssumeAmx() { return false; }

Ports AssumePorts() { return Ports::kAsFound; }

}  // namespace nibble
