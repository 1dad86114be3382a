// AMX machine code, written from the encoding tables rather than by an assembler: compilers without
// AMX can build these tests, and illegal instructions can be written too.
#ifndef NIBBLE_TEST_AMX_EMULATOR_TEST_ENCODE_H_
#define NIBBLE_TEST_AMX_EMULATOR_TEST_ENCODE_H_

#include <cstdint>
#include <vector>

namespace amx_test {

using Bytes = std::vector<uint8_t>;

// Registers by number, none, and the instruction pointer (plain operands only).
constexpr int kNone = -1, kRip = -2;
constexpr int kRax = 0, kRsp = 4, kRbp = 5, kRsi = 6, kRdi = 7, kR13 = 13;

// Mandatory prefixes.
enum Pp { kNp, k66, kF3, kF2 };

// VEX.128.pp.0F38.W0 opcode, with every field open to abuse. reg, rm, vvvv: 0…15.
struct Vex {
  Pp pp;
  int opcode;
  int vvvv = 0;
  bool w = false;
  bool l = false;
  int map = 2;
};

struct Address {
  int base = kNone;
  int index = kNone;
  int log2_scale = 0;
  int32_t displacement = 0;
  bool wide = false;  // disp32 even where disp8 would do
};

Bytes RegisterForm(const Vex& vex, int reg, int rm);
// With a SIB byte, as tile loads and stores need it.
Bytes SibForm(const Vex& vex, int reg, const Address& address);
// Without SIB: base and displacement, or RIP and displacement.
Bytes PlainForm(const Vex& vex, int reg, const Address& address);

constexpr Vex kLdtilecfg{kNp, 0x49}, kSttilecfg{k66, 0x49}, kTilezero{kF2, 0x49};
constexpr Vex kTilerelease{kNp, 0x49};
constexpr Vex kTileloadd{kF2, 0x4B}, kTileloaddt1{k66, 0x4B}, kTilestored{kF3, 0x4B};
constexpr int kProductOpcode = 0x5E;

// The forms that most tests use: memory at [rdi], tiles at [rdi + rsi].
Bytes LoadConfigAtRdi();
Bytes StoreConfigAtRdi();
Bytes Release();
Bytes Zero(int tile);
Bytes Load(int tile);
Bytes LoadT1(int tile);
Bytes Store(int tile);
// dest += left · right; pp: NP both unsigned, 66 right signed, F3 left signed, F2 both signed.
Bytes Product(Pp pp, int dest, int left, int right);

}  // namespace amx_test

#endif  // NIBBLE_TEST_AMX_EMULATOR_TEST_ENCODE_H_
