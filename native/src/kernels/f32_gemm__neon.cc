// f32_gemm_<mr>x32__neon.
#include <arm_neon.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/store__neon.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int kMaxRows = 6;

// kRows × 4 · kVectors columns from `column` on. The accumulators stay in registers only if every
// loop over them is unrolled.
template <int kRows, int kVectors>
[[gnu::always_inline]] inline void Columns(const F32Tile& tile, int64_t column) {
  float32x4_t y[kRows][kVectors];
#pragma GCC unroll 8
  for (int m = 0; m < kRows; ++m) {
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) {
      y[m][j] = vld1q_f32(tile.bias + m * tile.bias_stride + column + j * kVector);
    }
  }
  const float* w = tile.panel + column;
  for (int64_t k = 0; k < tile.k; ++k, w += kPanelColumns) {
    float32x4_t weight[kVectors];
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) weight[j] = vld1q_f32(w + j * kVector);
#pragma GCC unroll 8
    for (int m = 0; m < kRows; ++m) {
      const float32x4_t a = vld1q_dup_f32(tile.a + m * tile.a_stride + k);
#pragma GCC unroll 8
      for (int j = 0; j < kVectors; ++j) y[m][j] = vfmaq_f32(y[m][j], a, weight[j]);
    }
  }
#pragma GCC unroll 8
  for (int m = 0; m < kRows; ++m) {
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) {
      const int64_t first = column + j * kVector;
      StoreFirst(tile.c + m * tile.c_stride + first, CanonicalNan(y[m][j]), tile.columns - first);
    }
  }
}

template <int kRows>
void Gemm(const F32Tile& tile) {
  constexpr int kVectors = kRows <= 2 ? 8 : 4;
  for (int64_t column = 0; column < tile.columns; column += kVectors * kVector) {
    Columns<kRows, kVectors>(tile, column);
  }
}

}  // namespace

extern const F32Kernels kF32Neon;
const F32Kernels kF32Neon = {
    kMaxRows,
    {Gemm<1>, Gemm<2>, Gemm<3>, Gemm<4>, Gemm<5>, Gemm<6>},
};

}  // namespace nibble
