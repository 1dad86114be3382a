// Transposition by blocks of 8 × 8, for sealed files with AVX2 flags or more: each gets a copy of
// its own.
#ifndef NIBBLE_OPS_TRANSPOSE__AVX2_H_
#define NIBBLE_OPS_TRANSPOSE__AVX2_H_

#include <immintrin.h>

#include <cstdint>

#include "ops/ops.h"

namespace nibble {
namespace {

constexpr int64_t kBlock = 8;

inline __m256i BelowCount(int64_t count) {
  const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int32_t>(count)), lane);
}

inline void TransposeInRegisters(__m256 row[kBlock]) {
  __m256 pairs[kBlock], quads[kBlock];
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    pairs[2 * i] = _mm256_unpacklo_ps(row[2 * i], row[2 * i + 1]);
    pairs[2 * i + 1] = _mm256_unpackhi_ps(row[2 * i], row[2 * i + 1]);
  }
  constexpr int kLowPairs = 0x44, kHighPairs = 0xee;
#pragma GCC unroll 2
  for (int i = 0; i < 2; ++i) {
    quads[4 * i] = _mm256_shuffle_ps(pairs[4 * i], pairs[4 * i + 2], kLowPairs);
    quads[4 * i + 1] = _mm256_shuffle_ps(pairs[4 * i], pairs[4 * i + 2], kHighPairs);
    quads[4 * i + 2] = _mm256_shuffle_ps(pairs[4 * i + 1], pairs[4 * i + 3], kLowPairs);
    quads[4 * i + 3] = _mm256_shuffle_ps(pairs[4 * i + 1], pairs[4 * i + 3], kHighPairs);
  }
  constexpr int kLowHalves = 0x20, kHighHalves = 0x31;
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    row[i] = _mm256_permute2f128_ps(quads[i], quads[i + 4], kLowHalves);
    row[i + 4] = _mm256_permute2f128_ps(quads[i], quads[i + 4], kHighHalves);
  }
}

inline void TransposeBlock(const Panel& panel, int64_t first_row, int64_t first_column) {
  const int64_t columns =
      panel.columns - first_column < kBlock ? panel.columns - first_column : kBlock;
  const __m256i mask = BelowCount(columns);
  __m256 row[kBlock];
#pragma GCC unroll 8
  for (int64_t i = 0; i < kBlock; ++i) {
    row[i] = _mm256_setzero_ps();
    if (first_row + i < panel.rows) {
      const float* x = panel.x + (first_row + i) * panel.stride + first_column;
      row[i] = _mm256_maskload_ps(x, mask);
    }
  }
  TransposeInRegisters(row);
  float* y = panel.y + first_column * kPanelRows + first_row;
#pragma GCC unroll 8
  for (int64_t i = 0; i < kBlock; ++i) {
    if (i < columns) _mm256_storeu_ps(y + i * kPanelRows, row[i]);
  }
}

inline void Transpose(const Panel& panel) {
  for (int64_t row = 0; row < kPanelRows; row += kBlock) {
    for (int64_t column = 0; column < panel.columns; column += kBlock) {
      TransposeBlock(panel, row, column);
    }
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_OPS_TRANSPOSE__AVX2_H_
