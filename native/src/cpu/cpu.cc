#include "cpu/cpu.h"

#include <cstdint>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace nibble {

bool CpuRunsPortable() { return true; }

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

constexpr bool HasAll(uint64_t value, uint64_t bits) { return (value & bits) == bits; }

bool ProbeAvx2() {
  constexpr uint64_t kSseAndAvx = 0x6;  // XMM, YMM
  constexpr uint32_t kFmaAndF16c = (1u << 12) | (1u << 29);
  constexpr uint32_t kAvx2 = 1u << 5;
  return HasAll(SavedState(), kSseAndAvx) && HasAll(Cpuid(1, 0).c, kFmaAndF16c) &&
         HasAll(Cpuid(7, 0).b, kAvx2);
}

bool ProbeAvxVnni() {
  constexpr uint32_t kAvxVnni = 1u << 4;
  const bool has_subleaf = Cpuid(7, 0).a >= 1;
  return CpuRunsAvx2() && has_subleaf && HasAll(Cpuid(7, 1).a, kAvxVnni);
}

bool ProbeAvx512Vnni() {
  constexpr uint64_t kSseAvxAndZmm = 0xe6;  // XMM, YMM, opmask, upper halves of ZMM0-15, ZMM16-31
  constexpr uint32_t kFDqBwVl = (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31);
  constexpr uint32_t kVnni = 1u << 11;
  const Registers features = Cpuid(7, 0);
  return HasAll(SavedState(), kSseAvxAndZmm) && HasAll(features.b, kFDqBwVl) &&
         HasAll(features.c, kVnni);
}

}  // namespace

// Asked once: under a hypervisor every CPUID is a trap of several microseconds.
bool CpuRunsAvx2() {
  static const bool runs = ProbeAvx2();
  return runs;
}

bool CpuRunsAvxVnni() {
  static const bool runs = ProbeAvxVnni();
  return runs;
}

bool CpuRunsAvx512Vnni() {
  static const bool runs = ProbeAvx512Vnni();
  return runs;
}

#else

bool CpuRunsAvx2() { return false; }
bool CpuRunsAvxVnni() { return false; }
bool CpuRunsAvx512Vnni() { return false; }

#endif

}  // namespace nibble
