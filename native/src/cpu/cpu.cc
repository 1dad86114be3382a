#include "cpu/cpu.h"

#include <cstdint>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#elif defined(__aarch64__) && defined(__APPLE__)
#include <sys/sysctl.h>
#endif

#include "cpu/assume.h"
#include "cpu/tile_permission.h"

namespace nibble {

namespace {

bool HasNeonDot() {
#if defined(__aarch64__) && defined(__linux__)
  constexpr unsigned long kAsimdDp = 1ul << 20;  // HWCAP_ASIMDDP, which old headers do not have
  return (getauxval(AT_HWCAP) & kAsimdDp) != 0;
#elif defined(__aarch64__) && defined(__APPLE__)
  int has = 0;
  size_t size = sizeof has;
  return sysctlbyname("hw.optional.arm.FEAT_DotProd", &has, &size, nullptr, 0) == 0 && has != 0;
#else
  return false;
#endif
}

}  // namespace

Lack CpuLacksForPortable() { return {""}; }

#if defined(__x86_64__)

namespace {

struct Registers {
  uint32_t a = 0, b = 0, c = 0, d = 0;
};

Registers Cpuid(uint32_t leaf, uint32_t subleaf) {
  Registers r;
  // __get_cpuid_count leaves the registers zero when the leaf is beyond the machine's last one.
  __get_cpuid_count(leaf, subleaf, &r.a, &r.b, &r.c, &r.d);
  return r;
}

// XCR0: the register state that the operating system saves on a context switch. Written as an
// instruction because the intrinsic would need this file to be compiled with -mxsave.
uint64_t SavedState() {
  constexpr uint32_t kOsxsave = 1u << 27;
  if ((Cpuid(1, 0).c & kOsxsave) == 0) return 0;
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (static_cast<uint64_t>(high) << 32) | low;
}

constexpr Lack kNothing = {""};

constexpr bool HasAll(uint64_t value, uint64_t bits) { return (value & bits) == bits; }

Lack ProbeAvx2() {
  constexpr uint64_t kSseAndAvx = 0x6;  // XMM, YMM
  constexpr uint32_t kFmaAndF16c = (1u << 12) | (1u << 29);
  constexpr uint32_t kAvx2 = 1u << 5;
  if (!HasAll(Cpuid(7, 0).b, kAvx2)) return {"the CPU lacks AVX2"};
  if (!HasAll(Cpuid(1, 0).c, kFmaAndF16c)) return {"the CPU lacks FMA or F16C"};
  const bool saved = HasAll(SavedState(), kSseAndAvx);
  return saved ? kNothing : Lack{"the operating system does not save YMM registers", true};
}

Lack ProbeAvxVnni() {
  constexpr uint32_t kAvxVnni = 1u << 4;
  const bool has_subleaf = Cpuid(7, 0).a >= 1;
  const bool has = has_subleaf && HasAll(Cpuid(7, 1).a, kAvxVnni);
  return has ? CpuLacksForAvx2() : Lack{"the CPU lacks AVX-VNNI"};
}

Lack ProbeAvx512Vnni() {
  constexpr uint64_t kSseAvxAndZmm = 0xe6;  // XMM, YMM, opmask, upper halves of ZMM0-15, ZMM16-31
  constexpr uint32_t kFDqBwVl = (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31);
  constexpr uint32_t kVnni = 1u << 11;
  const Registers features = Cpuid(7, 0);
  if (!HasAll(features.b, kFDqBwVl)) return {"the CPU lacks AVX-512 F, DQ, BW or VL"};
  if (!HasAll(features.c, kVnni)) return {"the CPU lacks AVX-512 VNNI"};
  const bool saved = HasAll(SavedState(), kSseAvxAndZmm);
  return saved ? kNothing : Lack{"the operating system does not save ZMM registers", true};
}

Lack ProbeAmx() {
  constexpr uint64_t kTileConfigAndData = 3u << 17;
  constexpr uint32_t kTileAndInt8 = (1u << 24) | (1u << 25);
  if (!AssumeAmx() && !HasAll(Cpuid(7, 0).d, kTileAndInt8)) {
    return {"the CPU lacks AMX-TILE or AMX-INT8"};
  }
  const Lack avx512 = CpuLacksForAvx512Vnni();
  if (!avx512.none()) return avx512;  // unpacks the weights and scales the sums
  if (!AssumeAmx() && !HasAll(SavedState(), kTileConfigAndData)) {
    return {"the operating system does not save AMX tiles", true};
  }
  const char* refusal = AskForTileData();
  return {refusal, *refusal != '\0'};
}

bool IsIntel() {
  const Registers vendor = Cpuid(0, 0);  // "GenuineIntel" in b, d, c
  return vendor.b == 0x756e6547 && vendor.d == 0x49656e69 && vendor.c == 0x6c65746e;
}

bool ProbePorts() {
  const Ports assumed = AssumePorts();
  return assumed == Ports::kAsFound ? IsIntel() : assumed == Ports::kShared;
}

}  // namespace

bool ProductsShareTheirPorts() {
  static const bool share = ProbePorts();
  return share;
}

Lack CpuLacksForAvx2() {
  static const Lack lacks = ProbeAvx2();
  return lacks;
}

Lack CpuLacksForAvxVnni() {
  static const Lack lacks = ProbeAvxVnni();
  return lacks;
}

Lack CpuLacksForAvx512Vnni() {
  static const Lack lacks = ProbeAvx512Vnni();
  return lacks;
}

Lack CpuLacksForAmx() {
  static const Lack lacks = ProbeAmx();
  return lacks;
}

#else

constexpr Lack kNotX86 = {"the CPU is no x86-64"};

Lack CpuLacksForAvx2() { return kNotX86; }
Lack CpuLacksForAvxVnni() { return kNotX86; }
Lack CpuLacksForAvx512Vnni() { return kNotX86; }
Lack CpuLacksForAmx() { return kNotX86; }
bool ProductsShareTheirPorts() { return false; }

#endif

Lack CpuLacksForNeonDot() {
  static const Lack lacks = {HasNeonDot() ? "" : "the CPU lacks the dot products of NEON"};
  return lacks;
}

}  // namespace nibble
