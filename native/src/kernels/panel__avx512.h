// Integer products and the float sums of a panel, for sealed files with AVX-512 VNNI flags: each gets
// a copy of its own.
#ifndef NIBBLE_KERNELS_PANEL__AVX512_H_
#define NIBBLE_KERNELS_PANEL__AVX512_H_

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/row_end__avx512.h"
#include "layout/layout.h"

namespace nibble {
namespace {

// As an instruction, because gcc 12 copies every accumulator of the intrinsic in every iteration.
inline void Dot(__m512i& sum, __m512i u, __m512i q) {
  __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(u), "v"(q));
}

// A sum takes 4 or 5 cycles for each VPDPBUSD, of which two can start in every cycle. So eight sums
// or more must be under way: few rows split theirs into chains over k.
constexpr int ChainsOf(int rows) { return rows == 1 ? 4 : rows <= 4 ? 2 : 1; }

// The float sums of kRows × 32 columns. They stay in registers only if every loop over them is
// unrolled.
template <int kRows>
struct PanelSums {
  __m512 f[kRows][2];

  [[gnu::always_inline]] PanelSums() {
#pragma GCC unroll 12
    for (int m = 0; m < kRows; ++m) f[m][0] = f[m][1] = _mm512_setzero_ps();
  }

  // Dequantizes, adds the bias and stores columns `first` … of the tile.
  [[gnu::always_inline]] void Finish(const Qd8Qb4wTile& tile, int64_t first) const {
    const int64_t columns = tile.columns - first;
    const float* bias = tile.bias + first / kPanelColumns * tile.bias_step;
    float* c = tile.c + first;
#pragma GCC unroll 12
    for (int m = 0; m < kRows; ++m) {
      if (m > 0) c += tile.c_stride;  // not after the last row: with one, any stride is right
      const __m512 scale = _mm512_set1_ps(tile.row_scale[m]);
#pragma GCC unroll 2
      for (int j = 0; j < 2; ++j) {
        __m512 y = f[m][j];
        if (tile.row_offset != nullptr) {
          const __m512 offset = _mm512_set1_ps(tile.row_offset[m]);
          y = _mm512_fmadd_ps(offset, _mm512_loadu_ps(tile.comp + first + j * kHalfPanel), y);
        }
        y = _mm512_fmadd_ps(y, scale, _mm512_loadu_ps(bias + j * kHalfPanel));
        StoreBelow(columns - j * kHalfPanel, CanonicalNan(y), c + j * kHalfPanel);
      }
    }
  }
};

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_PANEL__AVX512_H_
