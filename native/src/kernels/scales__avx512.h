// Loads of scales, for sealed files with AVX-512 flags: each gets a copy of its own.
#ifndef NIBBLE_KERNELS_SCALES__AVX512_H_
#define NIBBLE_KERNELS_SCALES__AVX512_H_

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"

namespace nibble {
namespace {

inline __m512 LoadScales(const float* scales) { return _mm512_loadu_ps(scales); }

// A bfloat16 number is the upper half of a float.
inline __m512 LoadScales(const uint16_t* scales) {
  const __m256i halves = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(scales));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16));
}

// Sixteen scales of a tile from `first` on.
inline __m512 LoadScales(const Qd8Qb4wTile& tile, int64_t first) {
  return tile.scales != nullptr ? LoadScales(tile.scales + first)
                                : LoadScales(tile.bfloat16_scales + first);
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_SCALES__AVX512_H_
