// qd8_f32_qb8w_gemm_<mr>x32c4__avx2. Sealed: compiled with AVX2 flags, so no standard library
// functions and nothing inline that another file could share.
//
// VPMADDUBSW would saturate: two products of a byte and an activation pass int16. So both widen to
// int16 and VPMADDWD adds pairs in int32: the even bytes of a quad times its even activations, the
// odd ones times the odd.
#if !defined(__AVX2__) || !defined(__FMA__)
#error "qd8_f32_qb8w_gemm__avx2.cc needs -mavx2 -mfma"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/ymm_bytes__avx2.h"
#include "layout/int8.h"

namespace nibble {
namespace {

constexpr int kMaxRows = 6;     // 6 × 2 integer sums, of 16 registers
constexpr int64_t kBlock = 32;  // k whose activations are widened at a time; every group is whole
constexpr int64_t kBlockQuads = kBlock / kQuad;

// A block of activations as int16: pairs of the even k of each quad, and of the odd ones.
template <int kRows>
struct Widened {
  alignas(32) int32_t even[kRows][kBlockQuads], odd[kRows][kBlockQuads];

  [[gnu::always_inline]] void Load(const int8_t* a, int64_t a_stride) {
    for (int m = 0; m < kRows; ++m) {
      const __m256i q = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(a + m * a_stride));
      const __m256i low = _mm256_srai_epi16(_mm256_slli_epi16(q, 8), 8);
      _mm256_store_si256(reinterpret_cast<__m256i*>(even[m]), low);
      _mm256_store_si256(reinterpret_cast<__m256i*>(odd[m]), _mm256_srai_epi16(q, 8));
    }
  }
};

// A pair of a row times two vectors of columns. As instructions, because gcc 12 copies every
// accumulator of the intrinsics in every iteration.
inline void AddPairs(__m256i (&sums)[2], __m256i low, __m256i high, const int32_t& pair) {
  __m256i q, products;
  __asm__(
      "vpbroadcastd %6, %2\n\t"
      "vpmaddwd %4, %2, %3\n\tvpaddd %3, %0, %0\n\t"
      "vpmaddwd %5, %2, %2\n\tvpaddd %2, %1, %1"
      : "+x"(sums[0]), "+x"(sums[1]), "=&x"(q), "=&x"(products)
      : "x"(low), "x"(high), "m"(pair));
}

// By shifts, because twelve sums leave no register for a mask.
inline __m256i EvenBytes(__m256i bytes) {
  return _mm256_srli_epi16(_mm256_slli_epi16(bytes, 8), 8);
}
inline __m256i OddBytes(__m256i bytes) { return _mm256_srli_epi16(bytes, 8); }

template <int kTileRows>
struct Avx2Dots {
  static constexpr int kRows = kTileRows;
  static constexpr int kStrips = kRows <= 2 ? 2 : 1;
  using Tile = Sums<kRows, kStrips>;

  [[gnu::always_inline]] static void AddQuad(const uint8_t* weights, const Widened<kRows>& q,
                                             int64_t quad, Tile& sums) {
#pragma GCC unroll 2
    for (int s = 0; s < kStrips; ++s) {
      const __m256i even[2] = {EvenBytes(LoadWeights(weights, s, 0)),
                               EvenBytes(LoadWeights(weights, s, 1))};
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) AddPairs(sums.t[m][s], even[0], even[1], q.even[m][quad]);
      const __m256i odd[2] = {OddBytes(LoadWeights(weights, s, 0)),
                              OddBytes(LoadWeights(weights, s, 1))};
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) AddPairs(sums.t[m][s], odd[0], odd[1], q.odd[m][quad]);
    }
  }

  [[gnu::always_inline]] static void Multiply(const Qd8Qb4wTile& tile, int64_t g, int strip,
                                              float* f) {
    const uint8_t* weights = WeightsOf(tile, g) + strip * kHalfByteQuadBytes;
    const int8_t* a = tile.a + g * tile.group_length;
    Tile sums;
    sums.Start(tile, g);
    Widened<kRows> q;
    for (const int8_t* end = a + tile.group_length; a != end; a += kBlock) {
      q.Load(a, tile.a_stride);
#pragma GCC unroll 1
      for (int64_t quad = 0; quad < kBlockQuads; ++quad) {
        AddQuad(weights, q, quad, sums);
        weights += kByteQuadBytes;
      }
    }
    sums.Scale(tile.scales + g * kPanelColumns, strip, f);
  }
};

}  // namespace

extern const Qd8Qb8wKernels kQd8Qb8wAvx2;
const Qd8Qb8wKernels kQd8Qb8wAvx2 = {
    kMaxRows,
    {Gemm<Avx2Dots<1>>, Gemm<Avx2Dots<2>>, Gemm<Avx2Dots<3>>, Gemm<Avx2Dots<4>>, Gemm<Avx2Dots<5>>,
     Gemm<Avx2Dots<6>>},
    kMaxRows,
    {Gemm<Avx2Dots<1>>, Gemm<Avx2Dots<2>>, Gemm<Avx2Dots<3>>, Gemm<Avx2Dots<4>>, Gemm<Avx2Dots<5>>,
     Gemm<Avx2Dots<6>>},
    kAnyColumns,
};

}  // namespace nibble
