// What tiles of quantized rows on 256-bit registers share, whatever their weights. In an anonymous
// namespace, so that each ISA file keeps its own copy.
#ifndef NIBBLE_KERNELS_YMM_ROWS__AVX2_H_
#define NIBBLE_KERNELS_YMM_ROWS__AVX2_H_

#if !defined(__AVX2__) || !defined(__FMA__)
#error "ymm_rows__avx2.h needs -mavx2 -mfma"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/ymm_store__avx2.h"
#include "layout/layout.h"

namespace nibble {
namespace {

// Hides from the compiler where a value comes from.
template <class T>
[[gnu::always_inline]] inline T Opaque(T value) {
  __asm__("" : "+r"(value));
  return value;
}

// Dequantizes rows of 32 float sums, adds the bias and stores them.
inline void Finish(const Qd8Qb4wTile& tile, int64_t rows, const float* f) {
  for (int64_t m = 0; m < rows; ++m) {
    const __m256 scale = _mm256_set1_ps(tile.row_scale[m]);
    for (int64_t column = 0; column < kPanelColumns; column += kVector) {
      __m256 y = _mm256_load_ps(f + m * kPanelColumns + column);
      if (tile.row_offset != nullptr) {
        const __m256 offset = _mm256_set1_ps(tile.row_offset[m]);
        y = _mm256_fmadd_ps(offset, _mm256_loadu_ps(tile.comp + column), y);
      }
      y = _mm256_fmadd_ps(y, scale, _mm256_loadu_ps(tile.bias + column));
      StoreFirst(tile.c + m * tile.c_stride + column, CanonicalNan(y), tile.columns - column);
    }
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_YMM_ROWS__AVX2_H_
