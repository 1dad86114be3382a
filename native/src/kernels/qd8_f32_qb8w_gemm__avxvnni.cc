// qd8_f32_qb8w_gemm_<mr>x32c4__avxvnni. Sealed: compiled with AVX-VNNI flags, so no standard
// library functions and nothing inline that another file could share.
//
// VPDPBUSD as on avx512vnni, on 256 bits and in the VEX encoding of CPUs without AVX-512.
#if !defined(__AVX2__) || !defined(__FMA__) || !defined(__AVXVNNI__)
#error "qd8_f32_qb8w_gemm__avxvnni.cc needs -mavx2 -mfma -mavxvnni"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/ymm_bytes__avx2.h"
#include "layout/int8.h"

namespace nibble {
namespace {

constexpr int kMaxRows = 6;   // 6 × 2 integer sums, of 16 registers
constexpr int kUnrolled = 2;  // quads in an iteration

using Quad [[gnu::may_alias]] = int32_t;

// Four k of a row times two vectors of columns. As instructions, because gcc 12 copies every
// accumulator of the intrinsics in every iteration, and mixes rows until it runs out of registers.
inline void Dot(__m256i (&sums)[2], __m256i low, __m256i high, const int8_t* a) {
  __m256i q;
  __asm__(
      "vpbroadcastd %5, %2\n\t%{vex%} vpdpbusd %2, %3, %0\n\t%{vex%} vpdpbusd %2, %4, %1"
      : "+x"(sums[0]), "+x"(sums[1]), "=&x"(q)
      : "x"(low), "x"(high), "m"(*reinterpret_cast<const Quad*>(a)));
}

template <int kTileRows>
struct VnniDots {
  static constexpr int kRows = kTileRows;
  static constexpr int kStrips = kRows <= 2 ? 2 : 1;
  using Tile = Sums<kRows, kStrips>;
  // Eight independent chains hide the latency of VPDPBUSD.
  static constexpr int kChains = Tile::kCount < 8 ? 2 : 1;

  [[gnu::always_inline]] static void AddQuad(const uint8_t* weights, const int8_t* a,
                                             int64_t a_stride, Tile& sums) {
#pragma GCC unroll 2
    for (int s = 0; s < kStrips; ++s) {
      const __m256i low = LoadWeights(weights, s, 0), high = LoadWeights(weights, s, 1);
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) {
        Dot(sums.t[m][s], low, high, a + m * a_stride);
      }
    }
  }

  [[gnu::always_inline]] static void Multiply(const Qd8Qb4wTile& tile, int64_t g, int strip,
                                              float* f) {
    const uint8_t* weights = WeightsOf(tile, g) + strip * kHalfByteQuadBytes;
    const int8_t* a = tile.a + g * tile.group_length;
    Tile chain[kChains];
    chain[0].Start(tile, g);
    if (kChains == 2) chain[kChains - 1].Clear();
    const int8_t* end = a + tile.group_length;
    do {
#pragma GCC unroll 2
      for (int i = 0; i < kUnrolled; ++i) {
        AddQuad(weights + i * kByteQuadBytes, a + i * kQuad, tile.a_stride, chain[i % kChains]);
      }
      weights += kUnrolled * kByteQuadBytes;
      a += kUnrolled * kQuad;
    } while (a != end);
    if (kChains == 2) {
      chain[0].Each([&](__m256i& sum, int m, int s, int j) {
        sum = _mm256_add_epi32(sum, chain[kChains - 1].t[m][s][j]);
      });
    }
    chain[0].Scale(tile.scales + g * kPanelColumns, strip, f);
  }
};

}  // namespace

extern const Qd8Qb8wKernels kQd8Qb8wAvxVnni;
const Qd8Qb8wKernels kQd8Qb8wAvxVnni = {
    kMaxRows,
    {Gemm<VnniDots<1>>, Gemm<VnniDots<2>>, Gemm<VnniDots<3>>, Gemm<VnniDots<4>>, Gemm<VnniDots<5>>,
     Gemm<VnniDots<6>>},
    kMaxRows,
    {Gemm<VnniDots<1>>, Gemm<VnniDots<2>>, Gemm<VnniDots<3>>, Gemm<VnniDots<4>>, Gemm<VnniDots<5>>,
     Gemm<VnniDots<6>>},
    kAnyColumns,
};

}  // namespace nibble
