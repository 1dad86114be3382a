// qd8_f32_qb4w_gemm_<mr>x32c4__avx512vnni. Sealed: compiled with AVX-512 flags, so no standard
// library functions and nothing inline that another file could share.
//
// VPDPBUSD adds four products of an unsigned nibble and a signed activation to an int32 lane. The
// columns of a panel are the lanes of two registers, the activations a 4-byte broadcast, so there
// are no sums across lanes. A zero point enters as the value an accumulator starts from.
#if !defined(__AVX512F__) || !defined(__AVX512BW__) || !defined(__AVX512VNNI__)
#error "qd8_f32_qb4w_gemm__avx512vnni.cc needs -mavx512f -mavx512bw -mavx512vnni"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/panel__avx512.h"
#include "kernels/prefetch__avx512.h"
#include "kernels/scales__avx512.h"
#include "kernels/whole_bytes__avx512.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int kMaxRows = 6;     // 6 × 2 float and 6 × 2 int accumulators, of 32 registers
constexpr int kBlockQuads = 8;  // 32 k, of which every group has a whole number
constexpr int64_t kBlockLength = kBlockQuads * kQuad;

// Two rows take about as long to multiply as the third-level cache to deliver, and the hardware's
// prefetching leaves them waiting. One row gains nothing, more rows have time.
constexpr bool Prefetches(int rows) { return rows == 2; }
constexpr int64_t kNibblesAhead = 4096;
constexpr uintptr_t kScalesAhead = 256;  // scales of 8 groups of 32

// From memory, the hardware's prefetching misses zero points: a line of them serves two groups.
constexpr bool PrefetchesZeroPoints(int rows) { return rows <= 2; }
constexpr uintptr_t kZeroPointsAhead = 256;

// How zero points z enter a sum Σ (u − z)·q.
enum class Zero {
  kEight,       // starts from −8·R: symmetric weights
  kMultiplied,  // starts from −R·z: a product per row and column, for which few rows have time
  kAdded        // u + 15 − z in place of u, starts from −15·R: two additions per quad
};

constexpr Zero AsymmetricZero(int rows) { return rows <= 4 ? Zero::kMultiplied : Zero::kAdded; }

__m512i BroadcastQuad(const int8_t* a) {
  int32_t quad;
  __builtin_memcpy(&quad, a, sizeof quad);
  return _mm512_set1_epi32(quad);
}

// In a register, because gcc loads the operand of two instructions twice, and loads are dear.
inline __m512i LoadOnce(const uint8_t* x) {
  __m512i bytes = _mm512_loadu_si512(x);
  __asm__("" : "+v"(bytes));
  return bytes;
}

// Any address will do, beyond the weights too.
inline void PrefetchBeyond(const void* x, uintptr_t bytes_ahead) {
  Prefetch(reinterpret_cast<const uint8_t*>(reinterpret_cast<uintptr_t>(x) + bytes_ahead));
}

// The weights of the next group. Groups of a panel, and panels, follow one another.
template <class Scale>
struct Weights {
  const uint8_t* nibbles;
  const Scale* scales;
  const uint8_t* zero_points;

  template <Zero kZero>
  void NextGroup(int64_t length) {
    nibbles += length * (kPanelColumns / 2);
    scales += kPanelColumns;
    if (kZero != Zero::kEight) zero_points += kPanelColumns;
  }
};

// The zero points of a group, columns 0–15 in lanes [0] and 16–31 in [1].
template <Zero kZero>
struct ZeroPoints {
  __m512i z[2];

  [[gnu::always_inline]] explicit ZeroPoints(const uint8_t* zero_points) {
    if (kZero == Zero::kEight) return;
#pragma GCC unroll 2
    for (int j = 0; j < 2; ++j) {
      const auto* bytes = reinterpret_cast<const __m128i*>(zero_points) + j;
      const __m512i lanes = _mm512_cvtepu8_epi32(_mm_loadu_si128(bytes));
      z[j] = kZero == Zero::kMultiplied ? lanes : FifteenMinus(lanes);
    }
  }

  // 15 − z in each byte of z's lane.
  static __m512i FifteenMinus(__m512i z) {
    const __m512i spread = _mm512_set4_epi32(0x0c0c0c0c, 0x08080808, 0x04040404, 0);
    return _mm512_andnot_si512(_mm512_shuffle_epi8(z, spread), _mm512_set1_epi8(15));
  }

  [[gnu::always_inline]] __m512i Start(int32_t minus_sum, int j) const {
    const __m512i start = _mm512_set1_epi32(minus_sum);  // −R, or −8·R
    if (kZero == Zero::kMultiplied) return _mm512_mullo_epi32(start, z[j]);
    if (kZero == Zero::kAdded) return _mm512_sub_epi32(_mm512_slli_epi32(start, 4), start);
    return start;
  }

  [[gnu::always_inline]] __m512i Weight(__m512i u, int j) const {
    return kZero == Zero::kAdded ? _mm512_add_epi8(u, z[j]) : u;
  }
};

// The integer sums of kRows × 32 columns over one group, in ChainsOf(kRows) parts each.
template <int kRows, Zero kZero>
struct Sums {
  static constexpr int kChains = ChainsOf(kRows);
  __m512i t[kChains][kRows][2];

  [[gnu::always_inline]] void Start(const ZeroPoints<kZero>& zero, const int32_t* minus_sums,
                                    int64_t stride) {
#pragma GCC unroll 8
    for (int m = 0; m < kRows; ++m) {
#pragma GCC unroll 2
      for (int j = 0; j < 2; ++j) {
        t[0][m][j] = zero.Start(minus_sums[m * stride], j);
#pragma GCC unroll 4
        for (int chain = 1; chain < kChains; ++chain) t[chain][m][j] = _mm512_setzero_si512();
      }
    }
  }

  // One block of k, its quads dealt out to the chains.
  [[gnu::always_inline]] void Add(const ZeroPoints<kZero>& zero, const uint8_t* nibbles,
                                  const uint8_t* ahead, const int8_t* a, int64_t stride) {
    const __m512i mask = _mm512_set1_epi8(15);
#pragma GCC unroll 8
    for (int i = 0; i < kBlockQuads; ++i) {
      const __m512i bytes = LoadOnce(nibbles + i * kQuadBytes);
      if (Prefetches(kRows)) Prefetch(ahead + i * kQuadBytes);
      const __m512i low = zero.Weight(_mm512_and_si512(bytes, mask), 0);
      const __m512i high = zero.Weight(_mm512_and_si512(_mm512_srli_epi16(bytes, 4), mask), 1);
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) {
        const __m512i q = BroadcastQuad(a + m * stride + i * kQuad);
        // High first: the other way round gcc 12 spills a register of the six-row tile.
        Dot(t[i % kChains][m][1], high, q);
        Dot(t[i % kChains][m][0], low, q);
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

  template <Zero kZero, class Scale>
  [[gnu::always_inline]] void Add(const Sums<kRows, kZero>& sums, const Scale* scales) {
#pragma GCC unroll 2
    for (int j = 0; j < 2; ++j) {
      const __m512 scale = LoadScales(scales + j * kHalfPanel);
      if (Prefetches(kRows)) PrefetchBeyond(scales + j * kHalfPanel, kScalesAhead * sizeof(Scale));
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) {
        f[m][j] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums.Total(m, j)), scale, f[m][j]);
      }
    }
  }
};

// Panel after panel. The accumulators stay in registers only if every loop over them is unrolled.
template <int kRows, Zero kZero, class Scale>
void Multiply(const Qd8Qb4wTile& tile, const Scale* scales) {
  Weights<Scale> weights = {tile.nibbles, scales, tile.zero_points};
  const uint8_t* last = LastBlock(tile, kPanelColumns / 2, kBlockQuads * kQuadBytes);
  for (int64_t first = 0; first < tile.columns; first += kPanelColumns) {
    Panel<kRows> panel;
    const int8_t* a = tile.a;
    for (int64_t g = 0; g < tile.groups; ++g) {
      const ZeroPoints<kZero> zero(weights.zero_points);
      if (kZero != Zero::kEight && PrefetchesZeroPoints(kRows)) {
        PrefetchBeyond(weights.zero_points, kZeroPointsAhead);
      }
      Sums<kRows, kZero> sums;
      sums.Start(zero, tile.start + g, tile.start_stride);
      const uint8_t* nibbles = weights.nibbles;
      const int8_t* end = a + tile.group_length;
      do {
        sums.Add(zero, nibbles, Ahead(nibbles, last, kNibblesAhead), a, tile.a_stride);
        nibbles += kBlockQuads * kQuadBytes;
        a += kBlockLength;
      } while (a != end);
      panel.Add(sums, weights.scales);
      weights.template NextGroup<kZero>(tile.group_length);
    }
    panel.Finish(tile, first);
  }
}

template <int kRows, Zero kZero>
void Gemm(const Qd8Qb4wTile& tile) {
  if (tile.scales != nullptr) return Multiply<kRows, kZero>(tile, tile.scales);
  Multiply<kRows, kZero>(tile, tile.bfloat16_scales);
}

template <int kRows, bool kSymmetric>
constexpr Qd8Qb4wGemm kNibbles = Gemm<kRows, kSymmetric ? Zero::kEight : AsymmetricZero(kRows)>;

// Groups that are too long for whole bytes, in tiles of four rows at the most.
template <int kRows, bool kSymmetric>
void LongGroups(const Qd8Qb4wTile& tile) {
  constexpr int kFirst = kRows < 4 ? kRows : 4;
  kNibbles<kFirst, kSymmetric>(tile);
  if constexpr (kRows > kFirst) {
    Qd8Qb4wTile rest = tile;
    rest.a += kFirst * tile.a_stride;
    rest.start += kFirst * tile.start_stride;
    rest.row_scale += kFirst;
    if (rest.row_offset != nullptr) rest.row_offset += kFirst;
    rest.c += kFirst * tile.c_stride;
    kNibbles<kRows - kFirst, kSymmetric>(rest);
  }
}

template <int kRows, WholeZero kZero, bool kSharedPorts>
void Scaled(const Qd8Qb4wTile& tile) {
  if (tile.scales != nullptr) {
    return MultiplyWholeBytes<kRows, kZero, kSharedPorts>(tile, tile.scales);
  }
  MultiplyWholeBytes<kRows, kZero, kSharedPorts>(tile, tile.bfloat16_scales);
}

template <int kRows, bool kSymmetric, bool kSharedPorts>
void WholeBytes(const Qd8Qb4wTile& tile) {
  if (tile.group_length > kLongestWholeGroup) return LongGroups<kRows, kSymmetric>(tile);
  if (kSymmetric) return Scaled<kRows, WholeZero::kEight, kSharedPorts>(tile);
  if (tile.group_length <= kLongestOfShortSums) {
    return Scaled<kRows, WholeZero::kShort, kSharedPorts>(tile);
  }
  Scaled<kRows, WholeZero::kLong, kSharedPorts>(tile);
}

template <int kRows, bool kSymmetric>
constexpr Qd8Qb4wGemm kOwn = WholeBytes<kRows, kSymmetric, false>;
template <int kRows, bool kSymmetric>
constexpr Qd8Qb4wGemm kShared = WholeBytes<kRows, kSymmetric, true>;

}  // namespace

// Where shifts and masks have ports of their own, only the fewest rows gain by doing without.
extern const Qd8Qb4wKernels kQd8Qb4wAvx512Vnni;
const Qd8Qb4wKernels kQd8Qb4wAvx512Vnni = {
    kMaxRows,
    {kOwn<1, true>, kNibbles<2, true>, kNibbles<3, true>, kNibbles<4, true>, kNibbles<5, true>,
     kNibbles<6, true>},
    {kOwn<1, false>, kOwn<2, false>, kOwn<3, false>, kNibbles<4, false>, kNibbles<5, false>,
     kNibbles<6, false>},
    kAnyColumns,
};

// Where they have not, all do, and more sums than twelve keep products of latency 5 busy.
extern const Qd8Qb4wKernels kQd8Qb4wSharedPortsAvx512Vnni;
const Qd8Qb4wKernels kQd8Qb4wSharedPortsAvx512Vnni = {
    8,
    {kShared<1, true>, kShared<2, true>, kShared<3, true>, kShared<4, true>, kShared<5, true>,
     kShared<6, true>, kShared<7, true>, kShared<8, true>},
    {kShared<1, false>, kShared<2, false>, kShared<3, false>, kShared<4, false>,
     kShared<5, false>, kShared<6, false>, kShared<7, false>, kShared<8, false>},
    kAnyColumns,
};

}  // namespace nibble
