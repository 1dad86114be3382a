// f32_gemm_<mr>x32__avx512. Sealed: compiled with AVX-512 flags, so no standard library functions
// and nothing inline that another file could share.
#if !defined(__AVX512F__)
#error "f32_gemm__avx512.cc needs -mavx512f"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/row_end__avx512.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int kMaxRows = 6;

// The accumulators stay in registers only if every loop over them is unrolled.
template <int kRows>
void Gemm(const F32Tile& tile) {
  __m512 y[kRows][2];
#pragma GCC unroll 8
  for (int m = 0; m < kRows; ++m) {
    const float* bias = tile.bias + m * tile.bias_stride;
    y[m][0] = _mm512_loadu_ps(bias);
    y[m][1] = _mm512_loadu_ps(bias + kHalfPanel);
  }
  const float* w = tile.panel;
  for (int64_t k = 0; k < tile.k; ++k, w += kPanelColumns) {
    const __m512 w0 = _mm512_loadu_ps(w);
    const __m512 w1 = _mm512_loadu_ps(w + kHalfPanel);
#pragma GCC unroll 8
    for (int m = 0; m < kRows; ++m) {
      const __m512 a = _mm512_set1_ps(tile.a[m * tile.a_stride + k]);
      y[m][0] = _mm512_fmadd_ps(a, w0, y[m][0]);
      y[m][1] = _mm512_fmadd_ps(a, w1, y[m][1]);
    }
  }
  const __mmask16 mask0 = LanesBelow(tile.columns);
  const __mmask16 mask1 = LanesBelow(tile.columns - kHalfPanel);
#pragma GCC unroll 8
  for (int m = 0; m < kRows; ++m) {
    float* c = tile.c + m * tile.c_stride;
    _mm512_mask_storeu_ps(c, mask0, CanonicalNan(y[m][0]));
    _mm512_mask_storeu_ps(c + kHalfPanel, mask1, CanonicalNan(y[m][1]));
  }
}

}  // namespace

extern const F32Kernels kF32Avx512;
const F32Kernels kF32Avx512 = {
    kMaxRows,
    {Gemm<1>, Gemm<2>, Gemm<3>, Gemm<4>, Gemm<5>, Gemm<6>},
};

}  // namespace nibble
