// Entry points of the per-ISA loop files; loops.cc alone calls them, after asking the CPU.
#ifndef NIBBLE_BENCH_LOOPS_X86_H_
#define NIBBLE_BENCH_LOOPS_X86_H_

#include <cstdint>

namespace nibble::bench {

void DotLoopSse2(int64_t iterations);
void DotLoopAvx2(int64_t iterations);
void DotLoopAvxVnni(int64_t iterations);
void DotLoopAvx512Vnni(int64_t iterations);
void FmaLoopAvx2(int64_t iterations);
void FmaLoopAvx512(int64_t iterations);
void ReadLoopSse2(const uint8_t* block, int64_t bytes);
void ReadLoopAvx2(const uint8_t* block, int64_t bytes);
void ReadLoopAvx512(const uint8_t* block, int64_t bytes);

// Independent accumulators of every loop: as many as the registers allow. Twelve are not enough where
// VPDPBUSD has latency 5: two a cycle take 6.4 cycles for twelve, and 5.9 where there are 24.
constexpr int kAccumulators = 12, kZmmAccumulators = 24;

}  // namespace nibble::bench

#endif  // NIBBLE_BENCH_LOOPS_X86_H_
