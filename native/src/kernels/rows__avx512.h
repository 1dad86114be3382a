// The activations of a tile's rows, for sealed files with AVX-512 flags: each gets a copy of its own.
#ifndef NIBBLE_KERNELS_ROWS__AVX512_H_
#define NIBBLE_KERNELS_ROWS__AVX512_H_

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"

namespace nibble {
namespace {

// Three rows from one pointer with one stride, so that twelve take five registers.
constexpr int kRowsOfPointer = 3;

inline __m512i BroadcastQuadOnce(const int8_t* a) {
  int32_t quad;
  __builtin_memcpy(&quad, a, sizeof quad);
  __m512i lanes = _mm512_set1_epi32(quad);
  __asm__("" : "+v"(lanes));  // gcc would load it for each of its two products
  return lanes;
}

// The rows of a tile from some k on.
template <int kRows>
struct Rows {
  static constexpr int kPointers = (kRows + kRowsOfPointer - 1) / kRowsOfPointer;
  const int8_t* first[kPointers];
  int64_t stride;

  [[gnu::always_inline]] explicit Rows(const Qd8Qb4wTile& tile) : stride(tile.a_stride) {
#pragma GCC unroll 4
    for (int i = 0; i < kPointers; ++i) {
      first[i] = tile.a;
      if (i > 0) first[i] += i * kRowsOfPointer * stride;
      __asm__("" : "+r"(first[i]));
    }
  }

  [[gnu::always_inline]] const int8_t* Row(int m) const {
    return m % kRowsOfPointer == 0 ? first[m / kRowsOfPointer]
                                   : first[m / kRowsOfPointer] + m % kRowsOfPointer * stride;
  }

  [[gnu::always_inline]] void Advance(int64_t k) {
#pragma GCC unroll 4
    for (int i = 0; i < kPointers; ++i) first[i] += k;
  }
};

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_ROWS__AVX512_H_
