// What tests assume about the CPU in place of what it says: they link another definition of these.
#ifndef NIBBLE_CPU_ASSUME_H_
#define NIBBLE_CPU_ASSUME_H_

namespace nibble {

// Whether the permission alone decides about AMX: for tests that emulate it.
bool AssumeAmx();

enum class Ports { kAsFound, kShared, kOwn };

// What ProductsShareTheirPorts says.
Ports AssumePorts();

}  // namespace nibble

#endif  // NIBBLE_CPU_ASSUME_H_
