// A kernel with more accumulators than registers, for check_registers.sh to find.
#include <immintrin.h>

#include <cstdint>

void SpilledKernel(const int8_t* a, const uint8_t* u, int64_t k, int32_t* sums) {
  constexpr int kAccumulators = 40;
  __m512i t[kAccumulators];
#pragma GCC unroll 40
  for (int i = 0; i < kAccumulators; ++i) t[i] = _mm512_setzero_si512();
  for (; k > 0; --k, u += 64) {
    const __m512i weights = _mm512_loadu_si512(u);
#pragma GCC unroll 40
    for (int i = 0; i < kAccumulators; ++i, a += 64) {
      t[i] = _mm512_dpbusd_epi32(t[i], weights, _mm512_loadu_si512(a));
    }
  }
#pragma GCC unroll 40
  for (int i = 0; i < kAccumulators; ++i) _mm512_storeu_si512(sums + i * 16, t[i]);
}
