// Intel SDM volume 2: 2.1 (ModRM, SIB, displacements), 2.3 (VEX) and the instructions' own pages.
#include "decode.h"

#include <string.h>
#include <sys/syscall.h>

#include "amx_emulator.h"
#include "kernel_call.h"

namespace amx_emulator {
namespace {

constexpr int kMaxInstructionBytes = 15;
constexpr int kRsp = 4;
constexpr int kRbp = 5;

// asm/prctl.h; its other names are not needed.
constexpr long kArchGetFs = 0x1003;
constexpr long kArchGetGs = 0x1004;

struct Prefix {
  bool w, l;
  int vvvv, pp;                  // pp: 0 none, 1 66h, 2 F3h, 3 F2h
  int reg_high, x_high, b_high;  // 0 or 8
  uint8_t opcode;
};

uint64_t SegmentBase(long request) {
  uint64_t base = 0;
  KernelCall(SYS_arch_prctl, request, reinterpret_cast<long>(&base));
  return base;
}

// Walks the bytes of one instruction; Done() past the longest legal one.
class Cursor {
 public:
  explicit Cursor(uint64_t rip) : start_(reinterpret_cast<const uint8_t*>(rip)), at_(start_) {}
  uint8_t Peek() const { return *at_; }
  uint8_t Next() { return *at_++; }
  int32_t NextInt32() {
    int32_t value;
    memcpy(&value, at_, sizeof(value));
    at_ += sizeof(value);
    return value;
  }
  int length() const { return static_cast<int>(at_ - start_); }

 private:
  const uint8_t* start_;
  const uint8_t* at_;
};

// Segment overrides are the only prefixes that VEX allows besides 67h.
bool ReadSegment(Cursor* cursor, uint64_t* base) {
  *base = 0;
  while (cursor->length() < kMaxInstructionBytes) {
    switch (cursor->Peek()) {
      case 0x26:
      case 0x2E:
      case 0x36:
      case 0x3E:
        break;  // ES, CS, SS, DS: base 0 in 64-bit mode
      case 0x64:
        *base = SegmentBase(kArchGetFs);
        break;
      case 0x65:
        *base = SegmentBase(kArchGetGs);
        break;
      default:
        return true;
    }
    cursor->Next();
  }
  return false;
}

// The three-byte VEX prefix of map 0F38 and one of the three AMX opcodes.
bool ReadPrefix(Cursor* cursor, Prefix* prefix) {
  if (cursor->Next() != 0xC4) return false;
  const uint8_t first = cursor->Next();
  if ((first & 0x1F) != 2) return false;
  const uint8_t second = cursor->Next();
  prefix->reg_high = first & 0x80 ? 0 : 8;
  prefix->x_high = first & 0x40 ? 0 : 8;
  prefix->b_high = first & 0x20 ? 0 : 8;
  prefix->w = second & 0x80;
  prefix->vvvv = ~(second >> 3) & 15;
  prefix->l = second & 0x04;
  prefix->pp = second & 3;
  prefix->opcode = cursor->Next();
  const bool amx = prefix->opcode == 0x49 || prefix->opcode == 0x4B || prefix->opcode == 0x5E;
  return amx && !prefix->w && !prefix->l;
}

// kind by opcode, mandatory prefix and ModRM; -1 if there is none.
int KindOf(const Prefix& prefix, int mod, int reg, int rm) {
  if (prefix.opcode == 0x5E) {
    static const int kProducts[4] = {AMX_TDPBUUD, AMX_TDPBUSD, AMX_TDPBSUD, AMX_TDPBSSD};
    return mod == 3 ? kProducts[prefix.pp] : -1;
  }
  if (prefix.vvvv != 0) return -1;
  if (prefix.opcode == 0x4B) {
    static const int kMoves[4] = {-1, AMX_TILELOADDT1, AMX_TILESTORED, AMX_TILELOADD};
    return mod != 3 && rm == 4 ? kMoves[prefix.pp] : -1;
  }
  if (prefix.pp == 3) return mod == 3 && rm == 0 ? AMX_TILEZERO : -1;
  if (reg != 0) return -1;
  if (prefix.pp == 0 && mod == 3) return rm == 0 ? AMX_TILERELEASE : -1;
  if (mod == 3) return -1;
  return prefix.pp == 0 ? AMX_LDTILECFG : prefix.pp == 1 ? AMX_STTILECFG : -1;
}

int64_t ReadDisplacement(Cursor* cursor, int mod) {
  if (mod == 1) return static_cast<int8_t>(cursor->Next());
  if (mod == 2) return cursor->NextInt32();
  return 0;
}

// The memory operand: base + displacement in `address`, index << scale in `stride`.
void ReadMemory(Cursor* cursor, const Registers& registers, const Prefix& prefix, int mod, int rm,
                Instruction* instruction) {
  instruction->stride = 0;
  int base = rm;
  if (rm == kRsp) {
    const uint8_t sib = cursor->Next();
    base = sib & 7;
    const int index = ((sib >> 3) & 7) | prefix.x_high;
    if (index != kRsp) {
      instruction->stride = static_cast<int64_t>(registers.general[index] << (sib >> 6));
    }
  }
  if (mod == 0 && base == kRbp) {  // no base register, whatever VEX.B
    instruction->address = static_cast<uint64_t>(int64_t{cursor->NextInt32()});
    // Without SIB relative to the next instruction, which starts here: no immediate follows.
    if (rm == kRbp) instruction->address += registers.rip + cursor->length();
    return;
  }
  instruction->address = registers.general[base | prefix.b_high] +
                         static_cast<uint64_t>(ReadDisplacement(cursor, mod));
}

bool IsTileMove(int kind) {
  return kind == AMX_TILELOADD || kind == AMX_TILELOADDT1 || kind == AMX_TILESTORED;
}

}  // namespace

bool Decode(const Registers& registers, Instruction* instruction) {
  Cursor cursor(registers.rip);
  uint64_t segment;
  Prefix prefix;
  if (!ReadSegment(&cursor, &segment) || !ReadPrefix(&cursor, &prefix)) return false;
  const uint8_t modrm = cursor.Next();
  const int mod = modrm >> 6, reg = (modrm >> 3) & 7, rm = modrm & 7;
  instruction->kind = KindOf(prefix, mod, reg, rm);
  if (instruction->kind < 0) return false;
  instruction->dest = reg | prefix.reg_high;
  instruction->src1 = rm | prefix.b_high;
  instruction->src2 = prefix.vvvv;
  instruction->address = 0;
  if (mod != 3) {
    ReadMemory(&cursor, registers, prefix, mod, rm, instruction);
    instruction->address += segment;
    // Of a plain operand the index is part of the address; a tile's is the stride alone.
    if (!IsTileMove(instruction->kind)) {
      instruction->address += static_cast<uint64_t>(instruction->stride);
    }
  }
  instruction->length = cursor.length();
  return instruction->length <= kMaxInstructionBytes;
}

}  // namespace amx_emulator
