// Transposition in plain C++, for ISAs without one of their own.
#ifndef NIBBLE_OPS_TRANSPOSE_H_
#define NIBBLE_OPS_TRANSPOSE_H_

#include <cstdint>

#include "ops/ops.h"

namespace nibble {
namespace {

inline void Transpose(const Panel& panel) {
  for (int64_t column = 0; column < panel.columns; ++column) {
    for (int64_t row = 0; row < kPanelRows; ++row) {
      panel.y[column * kPanelRows + row] =
          row < panel.rows ? panel.x[row * panel.stride + column] : 0.0f;
    }
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_OPS_TRANSPOSE_H_
