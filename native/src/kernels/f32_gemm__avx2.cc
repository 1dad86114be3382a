// f32_gemm_<mr>x32__avx2. Sealed: compiled with AVX2 flags, so no standard library functions and
// nothing inline that another file could share.
#if !defined(__AVX2__) || !defined(__FMA__)
#error "f32_gemm__avx2.cc needs -mavx2 -mfma"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/ymm_store__avx2.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int kMaxRows = 6;

// kRows × 8 · kVectors columns from `column` on. The accumulators stay in registers only if every
// loop over them is unrolled.
template <int kRows, int kVectors>
[[gnu::always_inline]] inline void Columns(const F32Tile& tile, int64_t column) {
  __m256 y[kRows][kVectors];
#pragma GCC unroll 8
  for (int m = 0; m < kRows; ++m) {
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) {
      y[m][j] = _mm256_loadu_ps(tile.bias + m * tile.bias_stride + column + j * kVector);
    }
  }
  const float* w = tile.panel + column;
  for (int64_t k = 0; k < tile.k; ++k, w += kPanelColumns) {
    __m256 weight[kVectors];
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) weight[j] = _mm256_loadu_ps(w + j * kVector);
#pragma GCC unroll 8
    for (int m = 0; m < kRows; ++m) {
      const __m256 a = _mm256_set1_ps(tile.a[m * tile.a_stride + k]);
#pragma GCC unroll 4
      for (int j = 0; j < kVectors; ++j) y[m][j] = _mm256_fmadd_ps(a, weight[j], y[m][j]);
    }
  }
#pragma GCC unroll 8
  for (int m = 0; m < kRows; ++m) {
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) {
      const int64_t first = column + j * kVector;
      StoreFirst(tile.c + m * tile.c_stride + first, CanonicalNan(y[m][j]), tile.columns - first);
    }
  }
}

template <int kRows>
void Gemm(const F32Tile& tile) {
  constexpr int kVectors = kRows <= 2 ? 4 : 2;
  for (int64_t column = 0; column < tile.columns; column += kVectors * kVector) {
    Columns<kRows, kVectors>(tile, column);
  }
}

}  // namespace

extern const F32Kernels kF32Avx2;
const F32Kernels kF32Avx2 = {
    kMaxRows,
    {Gemm<1>, Gemm<2>, Gemm<3>, Gemm<4>, Gemm<5>, Gemm<6>},
};

}  // namespace nibble
