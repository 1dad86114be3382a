#include <immintrin.h>

#include "loops_x86.h"

namespace nibble::bench {

void DotLoopAvx512Vnni(int64_t iterations) {
  const __m512i a = _mm512_set1_epi8(3);
  __m512i sums[kZmmAccumulators];
#pragma GCC unroll 24
  for (int j = 0; j < kZmmAccumulators; ++j) sums[j] = _mm512_set1_epi32(j);
  for (int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 24
    for (int j = 0; j < kZmmAccumulators; ++j) sums[j] = _mm512_dpbusd_epi32(sums[j], a, a);
  }
#pragma GCC unroll 24
  for (int j = 0; j < kZmmAccumulators; ++j) __asm__ volatile("" ::"v"(sums[j]));
}

void FmaLoopAvx512(int64_t iterations) {
  __m512 a = _mm512_set1_ps(0.5f);
  __m512 sums[kZmmAccumulators];
#pragma GCC unroll 24
  for (int j = 0; j < kZmmAccumulators; ++j) sums[j] = _mm512_set1_ps(static_cast<float>(j));
  for (int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 24
    for (int j = 0; j < kZmmAccumulators; ++j) sums[j] = _mm512_fmadd_ps(sums[j], a, a);
  }
#pragma GCC unroll 24
  for (int j = 0; j < kZmmAccumulators; ++j) __asm__ volatile("" ::"v"(sums[j]));
}

void ReadLoopAvx512(const uint8_t* block, int64_t bytes) {
  for (int64_t i = 0; i + 256 <= bytes; i += 256) {
    const uint8_t* line = block + i;
    __asm__ volatile("" ::"v"(_mm512_load_si512(line)), "v"(_mm512_load_si512(line + 64)),
                     "v"(_mm512_load_si512(line + 128)), "v"(_mm512_load_si512(line + 192)));
  }
}

}  // namespace nibble::bench
