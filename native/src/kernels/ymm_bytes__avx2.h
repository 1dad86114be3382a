// What the qd8_f32_qb8w tiles on 256-bit registers share: all but the dot products. In an anonymous
// namespace, so that each ISA file keeps its own copy.
//
// A strip is sixteen columns of a panel, half of each quad's 128 bytes. Float sums lie in memory
// between groups, as those of int4 weights do.
#ifndef NIBBLE_KERNELS_YMM_BYTES__AVX2_H_
#define NIBBLE_KERNELS_YMM_BYTES__AVX2_H_

#if !defined(__AVX2__) || !defined(__FMA__)
#error "ymm_bytes__avx2.h needs -mavx2 -mfma"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/ymm_rows__avx2.h"
#include "layout/int8.h"

namespace nibble {
namespace {

constexpr int64_t kVectorBytes = 32;

constexpr int64_t ColumnOf(int strip, int j) { return strip * kHalfPanel + j * kVector; }

inline __m256i LoadWeights(const uint8_t* weights, int strip, int j) {
  const uint8_t* vector = weights + strip * kHalfByteQuadBytes + j * kVectorBytes;
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(vector));
}

// The integer sums of kRows × kStrips strips over one group. They stay in registers only if every
// loop over them is unrolled.
template <int kRows, int kStrips>
struct Sums {
  static constexpr int kCount = kRows * kStrips * 2;
  __m256i t[kRows][kStrips][2];

  template <class Function>
  [[gnu::always_inline]] void Each(Function function) {
#pragma GCC unroll 8
    for (int m = 0; m < kRows; ++m) {
#pragma GCC unroll 2
      for (int s = 0; s < kStrips; ++s) {
#pragma GCC unroll 2
        for (int j = 0; j < 2; ++j) function(t[m][s][j], m, s, j);
      }
    }
  }

  [[gnu::always_inline]] void Clear() {
    Each([](__m256i& sum, int, int, int) { sum = _mm256_setzero_si256(); });
  }

  // What the zero point of the weights takes off.
  [[gnu::always_inline]] void Start(const Qd8Qb4wTile& tile, int64_t g) {
    Each([&](__m256i& sum, int m, int, int) {
      sum = _mm256_set1_epi32(tile.start[m * tile.start_stride + g]);
    });
  }

  // f = fma(float(t), scale, f) for kRows rows of 32 floats; scales: of the group.
  [[gnu::always_inline]] void Scale(const float* scales, int first_strip, float* f) {
    Each([&](const __m256i& sum, int m, int s, int j) {
      const int64_t column = ColumnOf(first_strip + s, j);
      float* target = f + m * kPanelColumns + column;
      const __m256 scale = _mm256_loadu_ps(scales + column);
      _mm256_store_ps(target,
                      _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scale, _mm256_load_ps(target)));
    });
  }
};

// Dots::Multiply(tile, g, first_strip, f) adds group g of Dots::kStrips strips to f.
template <class Dots>
[[gnu::always_inline]] inline void GemmPanel(const Qd8Qb4wTile& tile) {
  alignas(32) float sums[Dots::kRows * kPanelColumns];
  float* f = sums;
#pragma GCC unroll 32
  for (int64_t i = 0; i < Dots::kRows * kPanelColumns; i += kVector) {
    _mm256_store_ps(f + i, _mm256_setzero_ps());
  }
  for (int64_t g = 0; g < tile.groups; ++g) {
    for (int strip = 0; strip < 2; strip += Dots::kStrips) {
      // gcc 12 would keep in registers what the strips have in common, and spill sums.
      strip = Opaque(strip);
      f = Opaque(f);
      Dots::Multiply(tile, g, strip, f);
    }
  }
  Finish(tile, Dots::kRows, f);
}

// Panel after panel.
template <class Dots>
void Gemm(const Qd8Qb4wTile& arguments) {
  Qd8Qb4wTile tile = arguments;  // a copy, which no store to float sums can change
  for (; tile.columns > 0; tile.columns -= kPanelColumns) {
    GemmPanel<Dots>(tile);
    tile.nibbles += tile.groups * tile.group_length * kPanelColumns;
    tile.scales += tile.groups * kPanelColumns;
    tile.comp += kPanelColumns;
    tile.bias += tile.bias_step;
    tile.c += kPanelColumns;
  }
}

inline const uint8_t* WeightsOf(const Qd8Qb4wTile& tile, int64_t g) {
  return tile.nibbles + g * tile.group_length * kPanelColumns;
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_YMM_BYTES__AVX2_H_
