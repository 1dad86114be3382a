// qd8_f32_qb4w_gemm_<mr>x32c4__avxvnni. Sealed: compiled with AVX-VNNI flags, so no standard
// library functions and nothing inline that another file could share.
//
// VPDPBUSD as on avx512vnni, on 256 bits and in the VEX encoding of CPUs without AVX-512.
#if !defined(__AVX2__) || !defined(__FMA__) || !defined(__AVXVNNI__)
#error "qd8_f32_qb4w_gemm__avxvnni.cc needs -mavx2 -mfma -mavxvnni"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/ymm_tile__avx2.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int kMaxRows = 6;   // 6 × 2 integer accumulators, of 16 registers
constexpr int kUnrolled = 2;  // quads in an iteration

// As an instruction, because gcc 12 copies every accumulator of the intrinsic in every iteration.
inline void Dot(__m256i& sum, __m256i u, __m256i q) {
  __asm__("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sum) : "x"(u), "x"(q));
}

template <int kTileRows>
struct VnniDots {
  static constexpr int kRows = kTileRows;
  static constexpr int kHalves = kRows <= 2 ? 2 : 1;
  using Tile = Sums<kRows, kHalves>;
  // Eight independent chains hide the latency of VPDPBUSD.
  static constexpr int kChains = Tile::kCount < 8 ? 2 : 1;

  [[gnu::always_inline]] static void AddQuad(const uint8_t* nibbles, const int8_t* a,
                                             int64_t a_stride, Tile& sums) {
#pragma GCC unroll 2
    for (int h = 0; h < kHalves; ++h) {
      const HalfQuad u = Unpack<Tile::kCount * kChains>(nibbles + h * kHalfQuadBytes);
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) {
        const __m256i q = BroadcastQuad(a + m * a_stride);
        Dot(sums.t[m][h][1], u.high, q);
        Dot(sums.t[m][h][0], u.low, q);
      }
    }
  }

  template <Zero kZero, class Scale>
  [[gnu::always_inline]] static void Multiply(const Qd8Qb4wTile& tile, int64_t g, int half,
                                              const Scale* scales, float* f) {
    const uint8_t* nibbles = NibblesOf(tile, g, half);
    const int8_t* a = tile.a + g * tile.group_length;
    Tile chain[kChains];
#pragma GCC unroll 2
    for (int i = 0; i < kChains; ++i) chain[i].Clear();
    chain[0].template AddStart<kZero>(tile, g, half);
    const int8_t* end = a + tile.group_length;
    do {
#pragma GCC unroll 2
      for (int i = 0; i < kUnrolled; ++i) {
        AddQuad(nibbles + i * kQuadBytes, a + i * kQuad, tile.a_stride, chain[i % kChains]);
      }
      nibbles += kUnrolled * kQuadBytes;
      a += kUnrolled * kQuad;
    } while (a != end);
    if (kChains == 2) {
      chain[0].Each([&](__m256i& sum, int m, int h, int j) {
        sum = _mm256_add_epi32(sum, chain[kChains - 1].t[m][h][j]);
      });
    }
    chain[0].Scale(scales, half, f);
  }
};

}  // namespace

extern const Qd8Qb4wKernels kQd8Qb4wAvxVnni;
const Qd8Qb4wKernels kQd8Qb4wAvxVnni = {
    kMaxRows,
    {Gemm<VnniDots<1>, Zero::kSymmetric>, Gemm<VnniDots<2>, Zero::kSymmetric>,
     Gemm<VnniDots<3>, Zero::kSymmetric>, Gemm<VnniDots<4>, Zero::kSymmetric>,
     Gemm<VnniDots<5>, Zero::kSymmetric>, Gemm<VnniDots<6>, Zero::kSymmetric>},
    {GemmWithZeroPoints<VnniDots<1>>, GemmWithZeroPoints<VnniDots<2>>,
     GemmWithZeroPoints<VnniDots<3>>, GemmWithZeroPoints<VnniDots<4>>,
     GemmWithZeroPoints<VnniDots<5>>, GemmWithZeroPoints<VnniDots<6>>},
    kAnyColumns,
};

}  // namespace nibble
