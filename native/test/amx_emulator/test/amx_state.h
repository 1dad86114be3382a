// Whether AMX runs here, on hardware or emulated, and how often it ran.
#ifndef NIBBLE_TEST_AMX_EMULATOR_TEST_AMX_STATE_H_
#define NIBBLE_TEST_AMX_EMULATOR_TEST_AMX_STATE_H_

#include "../find_emulator.h"

namespace amx_test {

using amx_emulator::Counts;
using amx_emulator::Emulated;
using amx_emulator::InstructionCounts;
using amx_emulator::Total;

// Asks Linux for tile data as a program would; 0 or −1 with errno.
long AskPermission();

}  // namespace amx_test

#endif  // NIBBLE_TEST_AMX_EMULATOR_TEST_AMX_STATE_H_
