// Executes one decoded instruction, or says how hardware would refuse it.
#ifndef NIBBLE_TEST_AMX_EMULATOR_EXECUTE_H_
#define NIBBLE_TEST_AMX_EMULATOR_EXECUTE_H_

#include "decode.h"
#include "tile_state.h"

namespace amx_emulator {

enum class Outcome {
  kDone,
  kUndefined,          // #UD: SIGILL
  kNoPermission,       // #NM with tile data disabled: Linux sends SIGILL
  kGeneralProtection,  // #GP: SIGSEGV
};

// Memory is read and written directly, so a bad address faults here as it would in the program.
Outcome Execute(const Instruction& instruction, bool permitted, TileState* state);

}  // namespace amx_emulator

#endif  // NIBBLE_TEST_AMX_EMULATOR_EXECUTE_H_
