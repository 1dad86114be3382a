#ifndef NIBBLE_TEST_AMX_EMULATOR_HARDWARE_H_
#define NIBBLE_TEST_AMX_EMULATOR_HARDWARE_H_

namespace amx_emulator {

// True if the operating system has switched AMX on in this CPU: its instructions will not trap.
bool HardwareHasAmx();

}  // namespace amx_emulator

#endif  // NIBBLE_TEST_AMX_EMULATOR_HARDWARE_H_
