// What the qd8_f32_qb4w tiles on 256-bit registers share: all but the dot products. In an anonymous
// namespace, so that each ISA file keeps its own copy.
//
// A 32-byte half h of a quad holds four k of columns 8·h … 8·h + 7 in its low nibbles and of
// columns 16 + 8·h … in its high ones. Sixteen registers cannot hold the float sums of a tile as
// well as its integer sums, so the float sums lie in memory between groups.
#ifndef NIBBLE_KERNELS_YMM_TILE__AVX2_H_
#define NIBBLE_KERNELS_YMM_TILE__AVX2_H_

#if !defined(__AVX2__) || !defined(__FMA__)
#error "ymm_tile__avx2.h needs -mavx2 -mfma"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/ymm_rows__avx2.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int64_t kShortGroup = 128;  // up to here a group's Σ q fits an int16
constexpr int64_t kHalfQuadBytes = 32;

enum class Zero { kSymmetric, kShortGroups, kLongGroups };

struct HalfQuad {
  __m256i low, high;
};

alignas(32) constexpr int64_t kLowNibbles[4] = {0x0f0f0f0f0f0f0f0f, 0x0f0f0f0f0f0f0f0f,
                                                0x0f0f0f0f0f0f0f0f, 0x0f0f0f0f0f0f0f0f};

// kSums: registers that hold sums. Beside twelve, gcc 12 keeps no mask without moving sums to the
// stack, and loading it each time is cheaper.
template <int kSums>
HalfQuad Unpack(const uint8_t* nibbles) {
  __m256i mask = _mm256_set1_epi8(15);
  if (kSums >= 12) __asm__("vmovdqa %1, %0" : "=x"(mask) : "m"(kLowNibbles));
  __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(nibbles));
  __asm__("" : "+x"(bytes));  // gcc 12 would load them twice, and loads are scarce
  return {_mm256_and_si256(bytes, mask), _mm256_and_si256(_mm256_srli_epi16(bytes, 4), mask)};
}

inline __m256i BroadcastQuad(const int8_t* a) {
  int32_t quad;
  __builtin_memcpy(&quad, a, sizeof quad);
  return _mm256_set1_epi32(quad);
}

constexpr int64_t ColumnOf(int half, int j) { return half * kVector + j * kHalfPanel; }

inline __m256 LoadScales(const float* scales) { return _mm256_loadu_ps(scales); }

// A bfloat16 number is the upper half of a float.
inline __m256 LoadScales(const uint16_t* scales) {
  const __m128i halves = _mm_loadu_si128(reinterpret_cast<const __m128i*>(scales));
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(halves), 16));
}

inline const uint8_t* NibblesOf(const Qd8Qb4wTile& tile, int64_t g, int half) {
  return tile.nibbles + g * tile.group_length * (kPanelColumns / 2) + half * kHalfQuadBytes;
}

// The integer sums of kRows × kHalves halves over one group. They stay in registers only if every
// loop over them is unrolled.
template <int kRows, int kHalves>
struct Sums {
  static constexpr int kCount = kRows * kHalves * 2;
  __m256i t[kRows][kHalves][2];

  template <class Function>
  [[gnu::always_inline]] void Each(Function function) {
#pragma GCC unroll 8
    for (int m = 0; m < kRows; ++m) {
#pragma GCC unroll 2
      for (int h = 0; h < kHalves; ++h) {
#pragma GCC unroll 2
        for (int j = 0; j < 2; ++j) function(t[m][h][j], m, h, j);
      }
    }
  }

  [[gnu::always_inline]] void Clear() {
    Each([](__m256i& sum, int, int, int) { sum = _mm256_setzero_si256(); });
  }

  // Adds what the zero points of group g take off.
  template <Zero kZero>
  [[gnu::always_inline]] void AddStart(const Qd8Qb4wTile& tile, int64_t g, int first_half) {
    Each([&](__m256i& sum, int m, int h, int j) {
      const __m256i start = _mm256_set1_epi32(tile.start[m * tile.start_stride + g]);
      if (kZero == Zero::kSymmetric) {
        sum = _mm256_add_epi32(sum, start);
        return;
      }
      const uint8_t* z = tile.zero_points + g * kPanelColumns + ColumnOf(first_half + h, j);
      const __m256i zero =
          _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(z)));
      // The upper half of a zero point is 0, so one 16-bit product remains, which is cheaper.
      sum = _mm256_add_epi32(sum, kZero == Zero::kShortGroups ? _mm256_madd_epi16(start, zero)
                                                              : _mm256_mullo_epi32(start, zero));
    });
  }

  // f = fma(float(t), scale, f) for kRows rows of 32 floats; scales: of the group.
  template <class ScaleType>
  [[gnu::always_inline]] void Scale(const ScaleType* scales, int first_half, float* f) {
    __m256 scale[kHalves][2];
#pragma GCC unroll 2
    for (int h = 0; h < kHalves; ++h) {
#pragma GCC unroll 2
      for (int j = 0; j < 2; ++j) scale[h][j] = LoadScales(scales + ColumnOf(first_half + h, j));
    }
    Each([&](const __m256i& sum, int m, int h, int j) {
      float* target = f + m * kPanelColumns + ColumnOf(first_half + h, j);
      _mm256_store_ps(
          target, _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scale[h][j], _mm256_load_ps(target)));
    });
  }
};

// Dots::Multiply<kZero>(tile, g, first_half, scales, f) adds group g of Dots::kHalves halves to f,
// scaled with the scales of the group.
template <class Dots, Zero kZero, class Scale>
[[gnu::always_inline]] inline void GemmPanel(const Qd8Qb4wTile& tile, const Scale* scales) {
  alignas(32) float sums[Dots::kRows * kPanelColumns];
  float* f = sums;
#pragma GCC unroll 32
  for (int64_t i = 0; i < Dots::kRows * kPanelColumns; i += kVector) {
    _mm256_store_ps(f + i, _mm256_setzero_ps());
  }
  for (int64_t g = 0; g < tile.groups; ++g) {
    for (int half = 0; half < 2; half += Dots::kHalves) {
      // gcc 12 would keep the float sums of a high tile in registers too, and what its halves have
      // in common, and spill all of it.
      if (Dots::kRows > 3) {
        half = Opaque(half);
        f = Opaque(f);
      }
      Dots::template Multiply<kZero>(tile, g, half, scales + g * kPanelColumns, f);
    }
  }
  Finish(tile, Dots::kRows, f);
}

// Panel after panel. The type of the scales is known to the loops: a branch on it between a group's
// products and its end costs the integer sums their registers.
template <class Dots, Zero kZero, class Scale>
void Gemm(const Qd8Qb4wTile& arguments, const Scale* scales) {
  Qd8Qb4wTile tile = arguments;  // a copy, which no store to float sums can change
  const int64_t panel_scales = tile.groups * kPanelColumns;
  for (; tile.columns > 0; tile.columns -= kPanelColumns) {
    GemmPanel<Dots, kZero>(tile, scales);
    tile.nibbles += tile.groups * tile.group_length * (kPanelColumns / 2);
    scales += panel_scales;
    if (kZero != Zero::kSymmetric) tile.zero_points += panel_scales;
    tile.comp += kPanelColumns;
    tile.bias += tile.bias_step;
    tile.c += kPanelColumns;
  }
}

template <class Dots, Zero kZero>
void Gemm(const Qd8Qb4wTile& tile) {
  if (tile.scales != nullptr) return Gemm<Dots, kZero>(tile, tile.scales);
  Gemm<Dots, kZero>(tile, tile.bfloat16_scales);
}

template <class Dots>
void GemmWithZeroPoints(const Qd8Qb4wTile& tile) {
  if (tile.group_length <= kShortGroup) return Gemm<Dots, Zero::kShortGroups>(tile);
  return Gemm<Dots, Zero::kLongGroups>(tile);
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_YMM_TILE__AVX2_H_
