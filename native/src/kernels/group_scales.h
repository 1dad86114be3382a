// The scales of a group, for kernels of any ISA: each file gets a copy of its own.
#ifndef NIBBLE_KERNELS_GROUP_SCALES_H_
#define NIBBLE_KERNELS_GROUP_SCALES_H_

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "layout/layout.h"

namespace nibble {
namespace {

// The scales of group g of a panel as 32 floats: where they lie, or widened to `buffer`.
[[gnu::always_inline]] inline const float* GroupScales(const Qd8Qb4wTile& tile, int64_t g,
                                                       float (&buffer)[kPanelColumns]) {
  const int64_t first = g * kPanelColumns;
  if (tile.scales != nullptr) return tile.scales + first;
  for (int64_t c = 0; c < kPanelColumns; ++c) {
    const uint32_t bits = static_cast<uint32_t>(tile.bfloat16_scales[first + c]) << 16;
    __builtin_memcpy(buffer + c, &bits, sizeof bits);
  }
  return buffer;
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_GROUP_SCALES_H_
