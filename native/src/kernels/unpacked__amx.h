// The unpacked panel that the two AMX files share: for each group its B tiles, low and high columns
// in turn, each TileDepth() / 4 rows of 64 bytes. For sealed files: each gets a copy of its own.
#ifndef NIBBLE_KERNELS_UNPACKED__AMX_H_
#define NIBBLE_KERNELS_UNPACKED__AMX_H_

#include <cstdint>

#include "kernels/micro_kernel.h"

namespace nibble {

void UnpackForAmx(const Qd8Qb4wTile& tile, int64_t k, int8_t* unpacked);

namespace {

// How many k one product takes: a group of 32 fills half a tile.
inline int64_t TileDepth(int64_t group_length) {
  return group_length < kUnpackedStep ? group_length : kUnpackedStep;
}

// Products along group g: none for k that are padding only.
inline int64_t TileSteps(int64_t group_length, int64_t k, int64_t g) {
  const int64_t left = k - g * group_length;
  const int64_t length = left < group_length ? left : group_length;
  const int64_t depth = TileDepth(group_length);
  return (length + depth - 1) / depth;
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_UNPACKED__AMX_H_
