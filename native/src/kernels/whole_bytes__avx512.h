// Tiles that multiply int4 weights without taking a byte apart, for the sealed file that includes
// this.
//
// A byte is low + 16·high, and both halves meet the same activations. With B = Σ byte·q and
// L = Σ low·q the sum of the high half is (B − L) / 16, exactly. One AND a quad takes the place of
// a shift and two ANDs.
#ifndef NIBBLE_KERNELS_WHOLE_BYTES__AVX512_H_
#define NIBBLE_KERNELS_WHOLE_BYTES__AVX512_H_

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/panel__avx512.h"
#include "kernels/prefetch__avx512.h"
#include "kernels/rows__avx512.h"
#include "kernels/scales__avx512.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int kWholeBlockQuads = 8;  // 32 k, of which every group has a whole number
constexpr int64_t kWholeBlockLength = kWholeBlockQuads * kQuad;
constexpr int64_t kWholeBlockBytes = kWholeBlockQuads * kQuadBytes;

// 16 · 15 · 128 · length, the largest B − L, stays below 2³¹.
constexpr int64_t kLongestWholeGroup = 65536;

// −R of a group, at most 128 · length, fits 16 bits, and VPDPWSSD multiplies it.
constexpr int64_t kLongestOfShortSums = 128;

// Registers for the float sums that eight rows leave; the others pass through tile.sums.
constexpr int HeldRows(int rows) { return rows <= 6 ? rows : rows == 7 ? 5 : 4; }

// How zero points enter: −8·R; −R·z with R of 16 bits, or of 32.
enum class WholeZero { kEight, kShort, kLong };

// How a tile suits its CPU.
struct Style {
  bool shared_ports;
  constexpr int Chains(int rows) const {
    return shared_ports && rows == 1 ? 2 : ChainsOf(rows);
  }
  constexpr bool Prefetches(int rows) const { return shared_ports || rows == 2; }
  constexpr int64_t BytesAhead() const { return shared_ports ? 2048 : 4096; }
};

// x from memory, because a register for it would be one too many; volatile, as what follows, because
// gcc would do one step of all rows before the next.
inline __m512i AddBroadcast(__m512i sum, const int32_t* x) {
  __asm__ volatile("vpaddd %1%{1to16%}, %0, %0" : "+v"(sum) : "m"(*x));
  return sum;
}

// acc + z·r of 16 bits each, r likewise.
inline __m512i AddProduct(__m512i acc, __m512i z, const int32_t* r) {
  __asm__ volatile("vpdpwssd %2%{1to16%}, %1, %0" : "+v"(acc) : "v"(z), "m"(*r));
  return acc;
}

// *f += t · scale. Written out, because gcc would hold *f in a register, of which there is none.
inline void ScaleInto(__m512i t, __m512 scale, float* f) {
  __asm__ volatile("vcvtdq2ps %0, %0\n\tvfmadd213ps %1, %2, %0\n\tvmovaps %0, %1"
          : "+v"(t), "+m"(*reinterpret_cast<__m512*>(f))
          : "v"(scale));
}

// L and B of kRows over one group, in chains over k.
template <int kRows, int kChains>
struct WholeSums {
  __m512i low[kChains][kRows], bytes[kChains][kRows];

  [[gnu::always_inline]] WholeSums() {
#pragma GCC unroll 4
    for (int c = 0; c < kChains; ++c) {
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) low[c][m] = bytes[c][m] = _mm512_setzero_si512();
    }
  }

  // One block of k; a block from `ahead` on is prefetched, or nothing.
  template <bool kPrefetch>
  [[gnu::always_inline]] void Add(const uint8_t* nibbles, const uint8_t* ahead,
                                  const Rows<kRows>& rows) {
    const __m512i mask = _mm512_set1_epi8(15);
#pragma GCC unroll 8
    for (int i = 0; i < kWholeBlockQuads; ++i) {
      __m512i whole = _mm512_loadu_si512(nibbles + i * kQuadBytes);
      __asm__("" : "+v"(whole));
      if (kPrefetch) Prefetch(ahead + i * kQuadBytes);
      const __m512i half = _mm512_and_si512(whole, mask);
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) {
        const __m512i q = BroadcastQuadOnce(rows.Row(m) + i * kQuad);
        Dot(bytes[i % kChains][m], whole, q);
        Dot(low[i % kChains][m], half, q);
      }
    }
  }

  // The sums of columns 0–15 in `left` and 16–31 in `right`.
  [[gnu::always_inline]] void Total(int m, __m512i* left, __m512i* right) const {
    __m512i l = low[0][m], b = bytes[0][m];
#pragma GCC unroll 4
    for (int c = 1; c < kChains; ++c) {
      l = _mm512_add_epi32(l, low[c][m]);
      b = _mm512_add_epi32(b, bytes[c][m]);
    }
    *left = l;
    *right = _mm512_srai_epi32(_mm512_sub_epi32(b, l), 4);
  }
};

// Sixteen zero points: the first half of a panel's or the second. There are none, and no address of
// any, where all are 8.
template <WholeZero kZero>
inline __m512i WholeZeroPoints(const uint8_t* zero_points, int half) {
  if (kZero == WholeZero::kEight) return _mm512_setzero_si512();
  const auto* halves = reinterpret_cast<const __m128i*>(zero_points);
  return _mm512_cvtepu8_epi32(_mm_loadu_si128(halves + half));
}

// The sum of a group with what its zero points add.
template <WholeZero kZero>
inline __m512i Corrected(__m512i sum, const int32_t* start, __m512i z) {
  if (kZero == WholeZero::kShort) return AddProduct(sum, z, start);
  if (kZero == WholeZero::kEight) return AddBroadcast(sum, start);
  return _mm512_add_epi32(sum, _mm512_mullo_epi32(z, _mm512_set1_epi32(*start)));
}

// The float sums of a panel: those of the first rows in registers.
template <int kRows>
struct WholePanel : PanelSums<kRows> {
  static constexpr int kHeld = HeldRows(kRows);
  using PanelSums<kRows>::f;
  float* rest;

  [[gnu::always_inline]] explicit WholePanel(float* sums) : rest(sums) {
#pragma GCC unroll 8
    for (int i = 0; i < 2 * (kRows - kHeld); ++i) {
      _mm512_store_ps(rest + i * kHalfPanel, _mm512_setzero_ps());
    }
  }

  [[gnu::always_inline]] void Add(int m, int j, __m512i sum, __m512 scale) {
    if (m < kHeld) {
      f[m][j] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), scale, f[m][j]);
    } else {
      ScaleInto(sum, scale, rest + (2 * (m - kHeld) + j) * kHalfPanel);
    }
  }

  [[gnu::always_inline]] void FinishAll(const Qd8Qb4wTile& tile, int64_t first) {
#pragma GCC unroll 8
    for (int m = kHeld; m < kRows; ++m) {
#pragma GCC unroll 2
      for (int j = 0; j < 2; ++j) {
        f[m][j] = _mm512_load_ps(rest + (2 * (m - kHeld) + j) * kHalfPanel);
      }
    }
    this->Finish(tile, first);
  }
};

// Panel after panel. The accumulators stay in registers only if every loop over them is unrolled.
template <int kRows, WholeZero kZero, bool kSharedPorts, class Scale>
void MultiplyWholeBytes(const Qd8Qb4wTile& tile, const Scale* scales) {
  constexpr Style kStyle = {kSharedPorts};
  constexpr int kChains = kStyle.Chains(kRows);
  const uint8_t* nibbles = tile.nibbles;
  const uint8_t* zero_points = tile.zero_points;
  const uint8_t* last = LastBlock(tile, kPanelColumns / 2, kWholeBlockBytes);
  for (int64_t first = 0; first < tile.columns; first += kPanelColumns) {
    WholePanel<kRows> panel(tile.sums);
    Rows<kRows> rows(tile);
    for (int64_t g = 0; g < tile.groups; ++g) {
      WholeSums<kRows, kChains> sums;
      const uint8_t* end = nibbles + tile.group_length * (kPanelColumns / 2);
      do {
        const uint8_t* ahead = Ahead(nibbles, last, kStyle.BytesAhead());
        sums.template Add<kStyle.Prefetches(kRows)>(nibbles, ahead, rows);
        nibbles += kWholeBlockBytes;
        rows.Advance(kWholeBlockLength);
      } while (nibbles != end);
      const __m512i left_zero = WholeZeroPoints<kZero>(zero_points, 0);
      const __m512i right_zero = WholeZeroPoints<kZero>(zero_points, 1);
      if (kZero != WholeZero::kEight) zero_points += kPanelColumns;
      const __m512 left_scale = LoadScales(scales), right_scale = LoadScales(scales + kHalfPanel);
      scales += kPanelColumns;
#pragma GCC unroll 8
      for (int m = kRows - 1; m >= 0; --m) {  // from memory's rows on, which leave registers free
        __m512i left, right;
        sums.Total(m, &left, &right);
        const int32_t* start = tile.start + m * tile.start_stride + g;
        panel.Add(m, 0, Corrected<kZero>(left, start, left_zero), left_scale);
        panel.Add(m, 1, Corrected<kZero>(right, start, right_zero), right_scale);
      }
    }
    panel.FinishAll(tile, first);
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_WHOLE_BYTES__AVX512_H_
