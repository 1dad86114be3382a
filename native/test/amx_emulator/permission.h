// The permission that Linux wants a process to ask for before its first tile-data instruction.
#ifndef NIBBLE_TEST_AMX_EMULATOR_PERMISSION_H_
#define NIBBLE_TEST_AMX_EMULATOR_PERMISSION_H_

namespace amx_emulator {

// True once the process, or the one it was forked from, asked for tile data.
bool TileDataPermitted();

}  // namespace amx_emulator

#endif  // NIBBLE_TEST_AMX_EMULATOR_PERMISSION_H_
