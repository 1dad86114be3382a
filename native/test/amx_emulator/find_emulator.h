// The emulator as a test finds it: preloaded or not.
#ifndef NIBBLE_TEST_AMX_EMULATOR_FIND_EMULATOR_H_
#define NIBBLE_TEST_AMX_EMULATOR_FIND_EMULATOR_H_

#include <dlfcn.h>

#include <array>
#include <cstdint>
#include <numeric>

#include "amx_emulator.h"

namespace amx_emulator {

// True if the emulator is preloaded and traps: this CPU has no AMX of its own.
inline bool Emulated() {
  const auto active =
      reinterpret_cast<decltype(&amx_emulator_active)>(dlsym(RTLD_DEFAULT, "amx_emulator_active"));
  return active != nullptr && active() == 1;
}

// Executed instructions by kind (AMX_LDTILECFG …); all 0 without a trapping emulator.
using InstructionCounts = std::array<uint64_t, AMX_INSTRUCTIONS>;

inline InstructionCounts Counts() {
  InstructionCounts counts{};
  const auto count =
      reinterpret_cast<decltype(&amx_emulator_count)>(dlsym(RTLD_DEFAULT, "amx_emulator_count"));
  for (int i = 0; count != nullptr && i < AMX_INSTRUCTIONS; ++i) {
    counts[static_cast<size_t>(i)] = count(i);
  }
  return counts;
}

inline uint64_t Total(const InstructionCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

}  // namespace amx_emulator

#endif  // NIBBLE_TEST_AMX_EMULATOR_FIND_EMULATOR_H_
