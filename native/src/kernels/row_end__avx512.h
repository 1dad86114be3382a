// How a row of results ends, for sealed files with AVX-512 flags: each gets a copy of its own.
#ifndef NIBBLE_KERNELS_ROW_END__AVX512_H_
#define NIBBLE_KERNELS_ROW_END__AVX512_H_

#include <immintrin.h>

#include <cstdint>

namespace nibble {
namespace {

// The lanes below `count`, which may be negative or more than 16.
inline __mmask16 LanesBelow(int64_t count) {
  return static_cast<__mmask16>(count <= 0 ? 0u : (count >= 16 ? 0xffffu : (1u << count) - 1));
}

inline __m512 CanonicalNan(__m512 y) {
  const __m512 nan = _mm512_castsi512_ps(_mm512_set1_epi32(0x7fc00000));
  return _mm512_mask_mov_ps(y, _mm512_cmp_ps_mask(y, y, _CMP_UNORD_Q), nan);
}

// The first `count` lanes, which may be negative or more than 16. Whole stores are faster.
inline void StoreBelow(int64_t count, __m512 y, float* c) {
  if (count >= 16) {
    _mm512_storeu_ps(c, y);
  } else {
    _mm512_mask_storeu_ps(c, LanesBelow(count), y);
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_ROW_END__AVX512_H_
