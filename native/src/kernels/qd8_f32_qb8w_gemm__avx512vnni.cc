// qd8_f32_qb8w_gemm_<mr>x32c4__avx512vnni. Sealed: compiled with AVX-512 flags, so no standard
// library functions and nothing inline that another file could share.
//
// VPDPBUSD adds four products of an unsigned weight and a signed activation to an int32 lane: the
// layout holds w + 128, and a sum starts from −128·R. There is nothing to unpack, so a tile is as
// high as registers for sums allow.
#if !defined(__AVX512F__) || !defined(__AVX512BW__) || !defined(__AVX512VNNI__)
#error "qd8_f32_qb8w_gemm__avx512vnni.cc needs -mavx512f -mavx512bw -mavx512vnni"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/panel__avx512.h"
#include "kernels/prefetch__avx512.h"
#include "kernels/rows__avx512.h"
#include "layout/int8.h"

namespace nibble {
namespace {

// Of 32 registers: 12 × 2 integer sums, or 6 × 2 beside as many float ones for groups.
constexpr int kChannelRows = 12, kGroupRows = 6;
constexpr int kBlockQuads = 4;  // 16 k, of which every group has a whole number
constexpr int64_t kBlockLength = kBlockQuads * kQuad;

// One row multiplies much faster than the third-level cache or the memory delivers, and the
// hardware's prefetching leaves it waiting. More rows gain nothing.
constexpr bool Prefetches(int rows) { return rows == 1; }
constexpr int64_t kBytesAhead = 4096, kBlockBytes = kBlockQuads * kByteQuadBytes;

// The integer sums of kRows × 32 columns over one group, in ChainsOf(kRows) parts each.
template <int kRows>
struct Sums {
  static constexpr int kChains = ChainsOf(kRows);
  __m512i t[kChains][kRows][2];

  [[gnu::always_inline]] void Start(const int32_t* starts, int64_t stride) {
#pragma GCC unroll 12
    for (int m = 0; m < kRows; ++m) {
#pragma GCC unroll 2
      for (int j = 0; j < 2; ++j) {
        t[0][m][j] = _mm512_set1_epi32(starts[m * stride]);
#pragma GCC unroll 4
        for (int chain = 1; chain < kChains; ++chain) t[chain][m][j] = _mm512_setzero_si512();
      }
    }
  }

  // One block of k, its quads dealt out to the chains.
  [[gnu::always_inline]] void Add(const uint8_t* weights, const uint8_t* ahead,
                                  const Rows<kRows>& rows) {
#pragma GCC unroll 4
    for (int i = 0; i < kBlockQuads; ++i) {
      const uint8_t* quad = weights + i * kByteQuadBytes;
      const __m512i low = _mm512_loadu_si512(quad);
      const __m512i high = _mm512_loadu_si512(quad + kHalfByteQuadBytes);
      if (Prefetches(kRows)) {
        Prefetch(ahead + i * kByteQuadBytes);
        Prefetch(ahead + i * kByteQuadBytes + kHalfByteQuadBytes);
      }
#pragma GCC unroll 12
      for (int m = 0; m < kRows; ++m) {
        const __m512i q = BroadcastQuadOnce(rows.Row(m) + i * kQuad);
        Dot(t[i % kChains][m][0], low, q);
        Dot(t[i % kChains][m][1], high, q);
      }
    }
  }

  [[gnu::always_inline]] __m512i Total(int m, int j) const {
    __m512i total = t[0][m][j];
#pragma GCC unroll 4
    for (int chain = 1; chain < kChains; ++chain) {
      total = _mm512_add_epi32(total, t[chain][m][j]);
    }
    return total;
  }
};

// The float sums of kRows × 32 columns over the groups of a panel.
template <int kRows>
struct Panel : PanelSums<kRows> {
  using PanelSums<kRows>::f;

  [[gnu::always_inline]] void Add(const Sums<kRows>& sums, const float* scales) {
#pragma GCC unroll 2
    for (int j = 0; j < 2; ++j) {
      const __m512 scale = _mm512_loadu_ps(scales + j * kHalfPanel);
#pragma GCC unroll 12
      for (int m = 0; m < kRows; ++m) {
        f[m][j] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums.Total(m, j)), scale, f[m][j]);
      }
    }
  }
};

// Panel after panel. The accumulators stay in registers only if every loop over them is unrolled.
template <int kRows, bool kOneGroup>
void Gemm(const Qd8Qb4wTile& tile) {
  const uint8_t* weights = tile.nibbles;
  const float* scales = tile.scales;
  const int64_t groups = kOneGroup ? 1 : tile.groups;
  const uint8_t* last = LastBlock(tile, kPanelColumns, kBlockBytes);
  for (int64_t first = 0; first < tile.columns; first += kPanelColumns) {
    Panel<kRows> panel;
    Rows<kRows> rows(tile);
    for (int64_t g = 0; g < groups; ++g) {
      Sums<kRows> sums;
      sums.Start(tile.start + g, tile.start_stride);
      const uint8_t* end = weights + tile.group_length * kPanelColumns;
      do {
        sums.Add(weights, Ahead(weights, last, kBytesAhead), rows);
        weights += kBlockBytes;
        rows.Advance(kBlockLength);
      } while (weights != end);
      panel.Add(sums, scales);
      scales += kPanelColumns;
    }
    panel.Finish(tile, first);
  }
}

template <int kRows>
constexpr Qd8Qb4wGemm kChannel = Gemm<kRows, true>;
template <int kRows>
constexpr Qd8Qb4wGemm kGroups = Gemm<kRows, false>;

}  // namespace

extern const Qd8Qb8wKernels kQd8Qb8wAvx512Vnni;
const Qd8Qb8wKernels kQd8Qb8wAvx512Vnni = {
    kChannelRows,
    {kChannel<1>, kChannel<2>, kChannel<3>, kChannel<4>, kChannel<5>, kChannel<6>, kChannel<7>,
     kChannel<8>, kChannel<9>, kChannel<10>, kChannel<11>, kChannel<12>},
    kGroupRows,
    {kGroups<1>, kGroups<2>, kGroups<3>, kGroups<4>, kGroups<5>, kGroups<6>},
    kAnyColumns,
};

}  // namespace nibble
