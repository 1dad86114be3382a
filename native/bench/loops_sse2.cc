#include <emmintrin.h>

#include "loops_x86.h"

namespace nibble::bench {

void DotLoopSse2(int64_t iterations) {
  __m128i a = _mm_set1_epi16(3);
  __m128i sums[kAccumulators];
#pragma GCC unroll 12
  for (int j = 0; j < kAccumulators; ++j) sums[j] = _mm_set1_epi32(j);
  for (int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 12
    for (int j = 0; j < kAccumulators; ++j) {
      sums[j] = _mm_add_epi32(sums[j], _mm_madd_epi16(a, sums[j]));
    }
  }
#pragma GCC unroll 12
  for (int j = 0; j < kAccumulators; ++j) __asm__ volatile("" ::"x"(sums[j]));
}

void ReadLoopSse2(const uint8_t* block, int64_t bytes) {
  for (int64_t i = 0; i + 64 <= bytes; i += 64) {
    const auto* line = reinterpret_cast<const __m128i*>(block + i);
    __asm__ volatile("" ::"x"(_mm_load_si128(line)), "x"(_mm_load_si128(line + 1)),
                     "x"(_mm_load_si128(line + 2)), "x"(_mm_load_si128(line + 3)));
  }
}

}  // namespace nibble::bench
