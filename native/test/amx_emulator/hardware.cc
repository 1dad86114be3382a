#include "hardware.h"

#include <cpuid.h>
#include <stdint.h>

namespace amx_emulator {
namespace {

constexpr unsigned kOsxsave = 1u << 27;
constexpr uint32_t kTileComponents = 3u << 17;

uint32_t Xcr0() {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

}  // namespace

bool HardwareHasAmx() {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & kOsxsave) == 0) return false;
  return (Xcr0() & kTileComponents) == kTileComponents;
}

}  // namespace amx_emulator
