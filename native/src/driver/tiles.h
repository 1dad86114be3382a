// Cuts rows into tiles of nearly equal height: 7 rows are 4 + 3, not 6 + 1, because a low tile
// unpacks as many weights as a high one.
#ifndef NIBBLE_DRIVER_TILES_H_
#define NIBBLE_DRIVER_TILES_H_

#include <cstdint>

#include "kernels/micro_kernel.h"

namespace nibble {

struct RowTile {
  int64_t first, rows;
};

// Calls body(RowTile) for tiles of at most `most` rows that cover 0 … rows − 1 in order.
template <class Body>
void ForEachTile(int64_t rows, int64_t most, Body body) {
  const int64_t tiles = (rows + most - 1) / most;
  int64_t first = 0;
  for (int64_t i = 0; i < tiles; ++i) {
    const int64_t height = rows / tiles + (i < rows % tiles ? 1 : 0);
    body(RowTile{first, height});
    first += height;
  }
}

// From so many rows on, kernels for many rows are faster: they multiply by sixteens, full or not,
// and groups of 32 fill only half of what they multiply by. Estimated for AMX against VNNI.
constexpr int64_t kFewestManyRows = 5;
constexpr int64_t kFewestManyRowsOfShortGroups = 8;

// How many of `rows` kernels for many rows take, from the first on; the rest is better off without.
inline int64_t ManyRows(int64_t rows, int64_t group_length) {
  constexpr int64_t kShortGroup = 32;
  const int64_t fewest =
      group_length <= kShortGroup ? kFewestManyRowsOfShortGroups : kFewestManyRows;
  const int64_t left = rows % kManyRowStep;
  return left >= fewest ? rows : rows - left;
}

// Rows of `row_bytes` that stay in a second-level cache together with a panel, and a whole number
// of tiles of 16, 6, 4, 3 or 2 rows, or at least of the small ones.
inline int64_t ChunkRows(int64_t row_bytes) {
  constexpr int64_t kChunkBytes = 512 * 1024, kStep = 12, kLongStep = 48, kMost = 384;
  const int64_t rows = kChunkBytes / row_bytes;
  if (rows >= kMost) return kMost;
  if (rows >= kLongStep) return rows / kLongStep * kLongStep;
  return rows < kStep ? kStep : rows / kStep * kStep;
}

// Panels of `panel_bytes` that stay in a second-level cache while the tiles of a chunk read them,
// one tile after the other. A kernel that runs through many panels in a call starts and ends less
// often.
inline int64_t PanelsPerBlock(int64_t panel_bytes) {
  constexpr int64_t kBlockBytes = 256 * 1024;
  return panel_bytes < kBlockBytes ? kBlockBytes / panel_bytes : 1;
}

}  // namespace nibble

#endif  // NIBBLE_DRIVER_TILES_H_
