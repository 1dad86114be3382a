#ifndef NIBBLE_TEST_AMX_EMULATOR_COUNTERS_H_
#define NIBBLE_TEST_AMX_EMULATOR_COUNTERS_H_

namespace amx_emulator {

// Adds one executed instruction; safe in a signal handler.
void Count(int instruction);

}  // namespace amx_emulator

#endif  // NIBBLE_TEST_AMX_EMULATOR_COUNTERS_H_
