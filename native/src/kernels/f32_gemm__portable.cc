// f32_gemm_<mr>x32__portable.
#include <cmath>
#include <cstdint>

#include "kernels/exact_fma.h"
#include "kernels/micro_kernel.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int64_t kMaxRows = 4;

void Row(const F32Tile& tile, int64_t row) {
  float y[kPanelColumns];
  const float* bias = tile.bias + row * tile.bias_stride;
  for (int64_t j = 0; j < kPanelColumns; ++j) y[j] = bias[j];
  const float* a = tile.a + row * tile.a_stride;
  for (int64_t k = 0; k < tile.k; ++k) {
    const float* w = tile.panel + k * kPanelColumns;
    const Float32x2 activation = {a[k], a[k]};
    for (int64_t j = 0; j < kPanelColumns; j += 2) {
      StorePair(y + j, ExactFma(activation, LoadPair(w + j), LoadPair(y + j)));
    }
  }
  float* c = tile.c + row * tile.c_stride;
  for (int64_t j = 0; j < tile.columns; ++j) c[j] = std::isnan(y[j]) ? __builtin_nanf("") : y[j];
}

template <int64_t kRows>
void Gemm(const F32Tile& tile) {
  for (int64_t row = 0; row < kRows; ++row) Row(tile, row);
}

}  // namespace

extern const F32Kernels kF32Portable;
const F32Kernels kF32Portable = {kMaxRows, {Gemm<1>, Gemm<2>, Gemm<3>, Gemm<4>}};

}  // namespace nibble
