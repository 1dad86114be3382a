// Loads of scales, for sealed files with AVX-512 flags: each gets a copy of its own.
#ifndef NIBBLE_KERNELS_SCALES__AVX512_H_
#define NIBBLE_KERNELS_SCALES__AVX512_H_

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"

namespace nibble {
namespace {

inline __m512 LoadScales(const float* scales) { return _mm512_loadu_ps(scales); }

// A bfloat16 number is the upper half of a float: one permutation puts all of them there.
inline __m512 LoadScales(const uint16_t* scales) {
  constexpr int kUpper = 1 << 16;  // an index for the upper half of a lane
  const __m512i from = _mm512_setr_epi32(
      0, kUpper, 2 * kUpper, 3 * kUpper, 4 * kUpper, 5 * kUpper, 6 * kUpper, 7 * kUpper, 8 * kUpper,
      9 * kUpper, 10 * kUpper, 11 * kUpper, 12 * kUpper, 13 * kUpper, 14 * kUpper, 15 * kUpper);
  const __m256i halves = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(scales));
  return _mm512_castsi512_ps(
      _mm512_maskz_permutexvar_epi16(0xaaaaaaaa, from, _mm512_castsi256_si512(halves)));
}

// Sixteen scales of a tile from `first` on.
inline __m512 LoadScales(const Qd8Qb4wTile& tile, int64_t first) {
  return tile.scales != nullptr ? LoadScales(tile.scales + first)
                                : LoadScales(tile.bfloat16_scales + first);
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_SCALES__AVX512_H_
