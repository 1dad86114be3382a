// What tiles ask the caches for, for sealed files with AVX-512 flags: each gets a copy of its own.
#ifndef NIBBLE_KERNELS_PREFETCH__AVX512_H_
#define NIBBLE_KERNELS_PREFETCH__AVX512_H_

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "layout/layout.h"

namespace nibble {
namespace {

// As an instruction, because gcc 12 takes a function that does nothing but the intrinsic for one
// without effect, and drops the calls.
inline void Prefetch(const uint8_t* line) {
  __asm__ volatile("prefetcht0 %0" : : "m"(*line));
}

// The last block of a tile's weights, of which one k of a panel takes `bytes_of_k`.
inline const uint8_t* LastBlock(const Qd8Qb4wTile& tile, int64_t bytes_of_k, int64_t block_bytes) {
  const int64_t panels = (tile.columns + kPanelColumns - 1) / kPanelColumns;
  return tile.nibbles + panels * tile.groups * tile.group_length * bytes_of_k - block_bytes;
}

// The block to prefetch while that at `weights` is multiplied: so many bytes ahead, but none beyond
// the last, because an address without memory is looked up in vain, which takes as long as a small
// layer.
inline const uint8_t* Ahead(const uint8_t* weights, const uint8_t* last, int64_t bytes) {
  return last - weights > bytes ? weights + bytes : last;
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_PREFETCH__AVX512_H_
