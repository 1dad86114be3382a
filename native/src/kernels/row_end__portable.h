// From integer sums to a row of results, for portable code.
#ifndef NIBBLE_KERNELS_ROW_END__PORTABLE_H_
#define NIBBLE_KERNELS_ROW_END__PORTABLE_H_

#include <cmath>
#include <cstdint>

#include "kernels/exact_fma.h"
#include "kernels/micro_kernel.h"
#include "layout/layout.h"

namespace nibble {
namespace {

// f = fma(float(t), scale, f) for the 32 columns of a panel.
inline void Scale(const float* scales, const uint32_t* t, float* f) {
  float sums[kPanelColumns];
  for (int64_t c = 0; c < kPanelColumns; ++c) {
    sums[c] = static_cast<float>(static_cast<int32_t>(t[c]));
  }
  for (int64_t c = 0; c < kPanelColumns; c += 2) {
    StorePair(f + c, ExactFma(LoadPair(sums + c), LoadPair(scales + c), LoadPair(f + c)));
  }
}

inline void Finish(const Qd8Qb4wTile& tile, int64_t row, const float* f) {
  float* c = tile.c + row * tile.c_stride;
  for (int64_t j = 0; j < tile.columns; ++j) {
    const float sum =
        tile.row_offset == nullptr ? f[j] : std::fma(tile.row_offset[row], tile.comp[j], f[j]);
    const float y = std::fma(sum, tile.row_scale[row], tile.bias[j]);
    c[j] = std::isnan(y) ? __builtin_nanf("") : y;
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_ROW_END__PORTABLE_H_
