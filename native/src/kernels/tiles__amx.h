// Tile registers and what leaves them, for sealed files: each gets a copy of its own.
#ifndef NIBBLE_KERNELS_TILES__AMX_H_
#define NIBBLE_KERNELS_TILES__AMX_H_

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/row_end__avx512.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int kTileRows = 16;
constexpr int64_t kTileRowBytes = 64;

// LDTILECFG's 64 bytes: palette 1; bytes a row; rows.
struct TileConfig {
  uint8_t palette, start_row, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
};

// Tiles 0–3 are sums, 4 and 5 activations, 6 and 7 weights of `depth` k.
constexpr TileConfig ConfigOf(uint8_t depth) {
  return {
      1,
      0,
      {},
      {64, 64, 64, 64, depth, depth, 64, 64},
      {16, 16, 16, 16, 16, 16, static_cast<uint8_t>(depth / 4), static_cast<uint8_t>(depth / 4)}};
}

alignas(64) constexpr TileConfig kDepth32 = ConfigOf(32);
alignas(64) constexpr TileConfig kDepth64 = ConfigOf(64);

// depth: 32 or 64.
inline void Configure(int64_t depth) {
  const TileConfig& config = depth == 32 ? kDepth32 : kDepth64;
  __asm__ volatile("ldtilecfg %0" : : "m"(config));
}

inline void End() { __asm__ volatile("tilerelease"); }

// Every statement clobbers memory: it reads what was stored before, or stores what is read after.
template <int kTile>
inline void Zero() {
  __asm__ volatile("tilezero %%tmm%c0" : : "i"(kTile) : "memory");
}

template <int kTile>
inline void Load(const void* rows, int64_t stride) {
  __asm__ volatile("tileloadd (%1,%2,1), %%tmm%c0"
                   :
                   : "i"(kTile), "r"(rows), "r"(stride)
                   : "memory");
}

// The integer sums of one tile on their way to vector registers.
struct Sums {
  alignas(64) int32_t row[kTileRows][kHalfPanel];

  template <int kTile>
  void Store() {
    __asm__ volatile("tilestored %%tmm%c0, (%1,%2,1)"
                     :
                     : "i"(kTile), "r"(row), "r"(kTileRowBytes)
                     : "memory");
  }
};

// Dequantizes sixteen columns of row m, adds the bias and stores them.
inline void FinishRow(const Qd8Qb4wTile& tile, int64_t m, int64_t half, __m512 f) {
  const int64_t column = half * kHalfPanel;
  if (tile.row_offset != nullptr) {
    const __m512 offset = _mm512_set1_ps(tile.row_offset[m]);
    f = _mm512_fmadd_ps(offset, _mm512_loadu_ps(tile.comp + column), f);
  }
  const __m512 scale = _mm512_set1_ps(tile.row_scale[m]);
  const __m512 y = _mm512_fmadd_ps(f, scale, _mm512_loadu_ps(tile.bias + column));
  _mm512_mask_storeu_ps(tile.c + m * tile.c_stride + column, LanesBelow(tile.columns - column),
                        CanonicalNan(y));
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_TILES__AMX_H_
