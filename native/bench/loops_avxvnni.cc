#include <immintrin.h>

#include "loops_x86.h"

namespace nibble::bench {

void DotLoopAvxVnni(int64_t iterations) {
  const __m256i a = _mm256_set1_epi8(3);
  __m256i sums[kAccumulators];
#pragma GCC unroll 12
  for (int j = 0; j < kAccumulators; ++j) sums[j] = _mm256_set1_epi32(j);
  for (int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 12
    for (int j = 0; j < kAccumulators; ++j) sums[j] = _mm256_dpbusd_avx_epi32(sums[j], a, a);
  }
#pragma GCC unroll 12
  for (int j = 0; j < kAccumulators; ++j) __asm__ volatile("" ::"x"(sums[j]));
}

}  // namespace nibble::bench
