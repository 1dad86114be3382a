// How tiles on 256-bit registers leave them. In an anonymous namespace, so that each ISA file keeps
// its own copy.
#ifndef NIBBLE_KERNELS_YMM_STORE__AVX2_H_
#define NIBBLE_KERNELS_YMM_STORE__AVX2_H_

#if !defined(__AVX2__)
#error "ymm_store__avx2.h needs -mavx2"
#endif

#include <immintrin.h>

#include <cstdint>

namespace nibble {
namespace {

constexpr int64_t kVector = 8;  // columns of a register

inline __m256 CanonicalNan(__m256 y) {
  const __m256 nan = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fc00000));
  return _mm256_blendv_ps(y, nan, _mm256_cmp_ps(y, y, _CMP_UNORD_Q));
}

// The first `count` of eight floats; whole vectors without the mask, which is slow on some CPUs.
inline void StoreFirst(float* c, __m256 y, int64_t count) {
  if (count >= kVector) {
    _mm256_storeu_ps(c, y);
  } else if (count > 0) {
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i last = _mm256_set1_epi32(static_cast<int32_t>(count));
    _mm256_maskstore_ps(c, _mm256_cmpgt_epi32(last, lane), y);
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_YMM_STORE__AVX2_H_
