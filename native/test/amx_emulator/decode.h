// From machine code and registers to one AMX instruction with its operands.
#ifndef NIBBLE_TEST_AMX_EMULATOR_DECODE_H_
#define NIBBLE_TEST_AMX_EMULATOR_DECODE_H_

#include <stdint.h>

namespace amx_emulator {

struct Instruction {
  int kind;          // AMX_LDTILECFG …
  int length;        // bytes
  int dest;          // ModRM.reg: the tile written, or stored by TILESTORED; 0…15
  int src1;          // ModRM.r/m: the left factor; 0…15
  int src2;          // VEX.vvvv: the right factor; 0…15
  uint64_t address;  // memory operand
  int64_t stride;    // bytes from row to row
};

// The general registers at the trap, in the order of their encoding.
struct Registers {
  uint64_t general[16];
  uint64_t rip;
};

// True if the code at registers.rip is an AMX-TILE or AMX-INT8 instruction, legal or not in the
// present tile state. Reads no byte past the instruction, and none past the first that rules it
// out.
bool Decode(const Registers& registers, Instruction* instruction);

}  // namespace amx_emulator

#endif  // NIBBLE_TEST_AMX_EMULATOR_DECODE_H_
