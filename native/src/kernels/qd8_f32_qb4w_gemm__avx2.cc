// qd8_f32_qb4w_gemm_<mr>x32c4__avx2. Sealed: compiled with AVX2 flags, so no standard library
// functions and nothing inline that another file could share.
//
// VPMADDUBSW multiplies unsigned nibbles by signed activations and adds pairs of products in int16:
// at most 2 · 15 · 128 in magnitude, so eight of them fit, the 32 k of a block, before VPMADDWD
// widens them.
#if !defined(__AVX2__) || !defined(__FMA__)
#error "qd8_f32_qb4w_gemm__avx2.cc needs -mavx2 -mfma"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/ymm_tile__avx2.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int kMaxRows = 6;
constexpr int64_t kBlock = 32;  // k whose pair sums fit an int16; every group is whole blocks

// The first pairs are the sum, which saves its addition.
template <bool kFirst>
inline void AddPairs(__m256i& sum, __m256i u, __m256i q) {
  if (kFirst) {
    sum = _mm256_maddubs_epi16(u, q);
    return;
  }
  // As instructions, because gcc 12 copies every accumulator of the intrinsics in every iteration.
  __m256i pairs;
  __asm__("vpmaddubsw %3, %2, %1\n\tvpaddw %1, %0, %0" : "+x"(sum), "=&x"(pairs) : "x"(u), "x"(q));
}

template <int kTileRows>
struct Avx2Dots {
  static constexpr int kRows = kTileRows;
  static constexpr int kHalves = kRows <= 2 ? 2 : 1;
  using Tile = Sums<kRows, kHalves>;

  template <bool kFirst>
  [[gnu::always_inline]] static void AddQuad(const uint8_t* nibbles, const int8_t* a,
                                             int64_t a_stride, Tile& sums) {
#pragma GCC unroll 2
    for (int h = 0; h < kHalves; ++h) {
      const HalfQuad u = Unpack<Tile::kCount>(nibbles + h * kHalfQuadBytes);
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) {
        const __m256i q = BroadcastQuad(a + m * a_stride);
        AddPairs<kFirst>(sums.t[m][h][1], u.high, q);
        AddPairs<kFirst>(sums.t[m][h][0], u.low, q);
      }
    }
  }

  // Sets sums to Σ u·q over one block.
  [[gnu::always_inline]] static void Block(const uint8_t* nibbles, const int8_t* a,
                                           int64_t a_stride, Tile& sums) {
    AddQuad<true>(nibbles, a, a_stride, sums);
#pragma GCC unroll 1
    for (int64_t k = kQuad; k < kBlock; k += kQuad) {
      nibbles += kQuadBytes;
      AddQuad<false>(nibbles, a + k, a_stride, sums);
    }
    const __m256i ones = _mm256_set1_epi16(1);
    sums.Each([&](__m256i& sum, int, int, int) { sum = _mm256_madd_epi16(sum, ones); });
  }

  template <Zero kZero, class Scale>
  [[gnu::always_inline]] static void Multiply(const Qd8Qb4wTile& tile, int64_t g, int half,
                                              const Scale* scales, float* f) {
    const uint8_t* nibbles = NibblesOf(tile, g, half);
    const int8_t* a = tile.a + g * tile.group_length;
    alignas(32) int32_t memory[kRows][kHalves][2][kVector];
    for (int64_t k = 0;;) {
      Tile sums;
      Block(nibbles, a + k, tile.a_stride, sums);
      auto* earlier = Opaque(&memory);  // Σ of the blocks before this one
      if (k == 0) {
        sums.template AddStart<kZero>(tile, g, half);
      } else {
        sums.Each([&](__m256i& sum, int m, int h, int j) {
          const auto* before = reinterpret_cast<const __m256i*>((*earlier)[m][h][j]);
          sum = _mm256_add_epi32(sum, _mm256_load_si256(before));
        });
      }
      k += kBlock;
      if (k == tile.group_length) return sums.Scale(scales, half, f);
      sums.Each([&](const __m256i& sum, int m, int h, int j) {
        _mm256_store_si256(reinterpret_cast<__m256i*>((*earlier)[m][h][j]), sum);
      });
      nibbles += kBlock * (kPanelColumns / 2);
    }
  }
};

}  // namespace

extern const Qd8Qb4wKernels kQd8Qb4wAvx2;
const Qd8Qb4wKernels kQd8Qb4wAvx2 = {
    kMaxRows,
    {Gemm<Avx2Dots<1>, Zero::kSymmetric>, Gemm<Avx2Dots<2>, Zero::kSymmetric>,
     Gemm<Avx2Dots<3>, Zero::kSymmetric>, Gemm<Avx2Dots<4>, Zero::kSymmetric>,
     Gemm<Avx2Dots<5>, Zero::kSymmetric>, Gemm<Avx2Dots<6>, Zero::kSymmetric>},
    {GemmWithZeroPoints<Avx2Dots<1>>, GemmWithZeroPoints<Avx2Dots<2>>,
     GemmWithZeroPoints<Avx2Dots<3>>, GemmWithZeroPoints<Avx2Dots<4>>,
     GemmWithZeroPoints<Avx2Dots<5>>, GemmWithZeroPoints<Avx2Dots<6>>},
    kAnyColumns,
};

}  // namespace nibble
