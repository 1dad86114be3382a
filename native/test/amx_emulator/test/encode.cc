#include "encode.h"

namespace amx_test {
namespace {

int High(int reg) { return reg >= 8 ? 1 : 0; }
int Low(int reg) { return reg & 7; }

// R, X, B and vvvv stand inverted in the prefix.
Bytes Start(const Vex& vex, int r, int x, int b) {
  const int first = (r ^ 1) << 7 | (x ^ 1) << 6 | (b ^ 1) << 5 | vex.map;
  const int second = (vex.w ? 0x80 : 0) | (vex.vvvv ^ 15) << 3 | (vex.l ? 4 : 0) | vex.pp;
  return {0xC4, static_cast<uint8_t>(first), static_cast<uint8_t>(second),
          static_cast<uint8_t>(vex.opcode)};
}

void Append32(int32_t value, Bytes* code) {
  for (int i = 0; i < 4; ++i) code->push_back(static_cast<uint8_t>(value >> 8 * i));
}

// ModRM.mod: rbp and r13 cannot be a base without displacement.
int ModOf(const Address& address) {
  if (address.base < 0) return 0;
  if (address.wide || address.displacement != static_cast<int8_t>(address.displacement)) return 2;
  return address.displacement != 0 || Low(address.base) == kRbp ? 1 : 0;
}

void AppendDisplacement(const Address& address, int mod, Bytes* code) {
  if (mod == 1) code->push_back(static_cast<uint8_t>(address.displacement));
  if (mod == 2 || address.base < 0) Append32(address.displacement, code);
}

}  // namespace

Bytes RegisterForm(const Vex& vex, int reg, int rm) {
  Bytes code = Start(vex, High(reg), 0, High(rm));
  code.push_back(static_cast<uint8_t>(0xC0 | Low(reg) << 3 | Low(rm)));
  return code;
}

Bytes SibForm(const Vex& vex, int reg, const Address& address) {
  const int base = address.base < 0 ? kRbp : address.base;
  const int index = address.index < 0 ? kRsp : address.index;
  const int mod = ModOf(address);
  Bytes code = Start(vex, High(reg), High(index), High(base));
  code.push_back(static_cast<uint8_t>(mod << 6 | Low(reg) << 3 | 4));
  code.push_back(static_cast<uint8_t>(address.log2_scale << 6 | Low(index) << 3 | Low(base)));
  AppendDisplacement(address, mod, &code);
  return code;
}

Bytes PlainForm(const Vex& vex, int reg, const Address& address) {
  const int base = address.base < 0 ? kRbp : address.base;
  const int mod = ModOf(address);
  Bytes code = Start(vex, High(reg), 0, High(base));
  code.push_back(static_cast<uint8_t>(mod << 6 | Low(reg) << 3 | Low(base)));
  AppendDisplacement(address, mod, &code);
  return code;
}

namespace {
const Address kAtRdi = {kRdi};
const Address kRowsAtRdi = {kRdi, kRsi};
}  // namespace

Bytes LoadConfigAtRdi() { return PlainForm(kLdtilecfg, 0, kAtRdi); }
Bytes StoreConfigAtRdi() { return PlainForm(kSttilecfg, 0, kAtRdi); }
Bytes Release() { return RegisterForm(kTilerelease, 0, 0); }
Bytes Zero(int tile) { return RegisterForm(kTilezero, tile, 0); }
Bytes Load(int tile) { return SibForm(kTileloadd, tile, kRowsAtRdi); }
Bytes LoadT1(int tile) { return SibForm(kTileloaddt1, tile, kRowsAtRdi); }
Bytes Store(int tile) { return SibForm(kTilestored, tile, kRowsAtRdi); }
Bytes Product(Pp pp, int dest, int left, int right) {
  return RegisterForm({pp, kProductOpcode, right}, dest, left);
}

}  // namespace amx_test
