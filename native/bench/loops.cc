#include "loops.h"

#include <string_view>

#include "loops_x86.h"
#include "nibble/nibble.h"

namespace nibble::bench {
namespace {

bool Available(const char* name) {
  for (int32_t isa = 0; isa < nibble_isa_count(); ++isa) {
    if (std::string_view(nibble_isa_name(isa)) == name) return nibble_isa_available(isa) == 1;
  }
  return false;
}

}  // namespace

std::vector<DotLoop> DotLoops() {
  // Operations of one instruction, a multiply-add being two, times kAccumulators.
  std::vector<DotLoop> loops = {{"portable", 16 * kAccumulators, DotLoopSse2}};
  if (Available("avx2")) loops.push_back({"avx2", 64 * kAccumulators, DotLoopAvx2});
  if (Available("avxvnni")) loops.push_back({"avxvnni", 64 * kAccumulators, DotLoopAvxVnni});
  if (Available("avx512vnni")) {
    loops.push_back({"avx512vnni", 128 * kZmmAccumulators, DotLoopAvx512Vnni});
  }
  return loops;
}

std::vector<DotLoop> FmaLoops() {
  std::vector<DotLoop> loops;
  if (Available("avx2")) {
    for (const char* isa : {"avx2", "avxvnni"}) {
      loops.push_back({isa, 16 * kAccumulators, FmaLoopAvx2});
    }
  }
  if (Available("avx512vnni")) {
    for (const char* isa : {"avx512vnni", "amx"}) {
      loops.push_back({isa, 32 * kZmmAccumulators, FmaLoopAvx512});
    }
  }
  return loops;
}

void ReadLoop(const uint8_t* block, int64_t bytes) {
  if (__builtin_cpu_supports("avx512f")) {
    ReadLoopAvx512(block, bytes);
  } else if (__builtin_cpu_supports("avx2")) {
    ReadLoopAvx2(block, bytes);
  } else {
    ReadLoopSse2(block, bytes);
  }
}

}  // namespace nibble::bench
