// Whether AMX runs here, on hardware or emulated, and how often it ran.
#ifndef NIBBLE_TEST_AMX_EMULATOR_TEST_AMX_STATE_H_
#define NIBBLE_TEST_AMX_EMULATOR_TEST_AMX_STATE_H_

#include <array>
#include <cstdint>

namespace amx_test {

// True if the emulator is preloaded and traps.
bool Emulated();

// Asks Linux for tile data as a program would; 0 or −1 with errno.
long AskPermission();

// Executed instructions by kind (AMX_LDTILECFG …); all 0 on hardware.
std::array<uint64_t, 11> Counts();

}  // namespace amx_test

#endif  // NIBBLE_TEST_AMX_EMULATOR_TEST_AMX_STATE_H_
