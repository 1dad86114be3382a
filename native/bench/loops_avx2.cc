#include <immintrin.h>

#include "loops_x86.h"

namespace nibble::bench {

// Products and their sums in int16; what widens them, once in eight sums at the most, is left out.
void DotLoopAvx2(int64_t iterations) {
  const __m256i a = _mm256_set1_epi8(3);
  const __m256i b = _mm256_set1_epi8(1);
  __m256i sums[kAccumulators];
#pragma GCC unroll 12
  for (int j = 0; j < kAccumulators; ++j) sums[j] = _mm256_set1_epi32(j);
  for (int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 12
    for (int j = 0; j < kAccumulators; ++j) {
      __m256i pairs;
      __asm__ volatile("vpmaddubsw %3, %2, %1\n\tvpaddw %1, %0, %0"
                       : "+x"(sums[j]), "=&x"(pairs)
                       : "x"(a), "x"(b));
    }
  }
#pragma GCC unroll 12
  for (int j = 0; j < kAccumulators; ++j) __asm__ volatile("" ::"x"(sums[j]));
}

void FmaLoopAvx2(int64_t iterations) {
  __m256 a = _mm256_set1_ps(0.5f);
  __m256 sums[kAccumulators];
#pragma GCC unroll 12
  for (int j = 0; j < kAccumulators; ++j) sums[j] = _mm256_set1_ps(static_cast<float>(j));
  for (int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 12
    for (int j = 0; j < kAccumulators; ++j) sums[j] = _mm256_fmadd_ps(sums[j], a, a);
  }
#pragma GCC unroll 12
  for (int j = 0; j < kAccumulators; ++j) __asm__ volatile("" ::"x"(sums[j]));
}

void ReadLoopAvx2(const uint8_t* block, int64_t bytes) {
  for (int64_t i = 0; i + 128 <= bytes; i += 128) {
    const auto* line = reinterpret_cast<const __m256i*>(block + i);
    __asm__ volatile("" ::"x"(_mm256_load_si256(line)), "x"(_mm256_load_si256(line + 1)),
                     "x"(_mm256_load_si256(line + 2)), "x"(_mm256_load_si256(line + 3)));
  }
}

}  // namespace nibble::bench
