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
#include "kernels/row_end__avx512.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int kMaxRows = 6;   // 6 × 2 float and 6 × 2 int accumulators, of 32 registers
constexpr int kGemvRows = 2;  // up to here two chains over k hide the latency of VPDPBUSD
constexpr int64_t kPanelQuadBytes = 64;

enum class Zero { kSymmetric, kPerGroup };

__m512i BroadcastQuad(const int8_t* a) {
  int32_t quad;
  __builtin_memcpy(&quad, a, sizeof quad);
  return _mm512_set1_epi32(quad);
}

// As an instruction, because gcc 12 copies every accumulator of the intrinsic in every iteration.
inline void Dot(__m512i& sum, __m512i u, __m512i q) {
  __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(u), "v"(q));
}

// Four k of all 32 columns: columns 0–15 in low, 16–31 in high.
struct Quad {
  __m512i low, high;
};

inline Quad Unpack(const uint8_t* nibbles) {
  const __m512i mask = _mm512_set1_epi8(15);
  const __m512i bytes = _mm512_loadu_si512(nibbles);
  return {_mm512_and_si512(bytes, mask), _mm512_and_si512(_mm512_srli_epi16(bytes, 4), mask)};
}

// The integer sums of kRows × 32 columns over one group, in kChains independent parts.
template <int kRows, int kChains>
struct Sums {
  __m512i t[kChains][kRows][2];

  template <Zero kZero>
  [[gnu::always_inline]] void Start(const Qd8Qb4wTile& tile, int64_t g) {
    __m512i zero[2];
    if (kZero == Zero::kPerGroup) {
      const auto* z = reinterpret_cast<const __m128i*>(tile.zero_points + g * kPanelColumns);
      zero[0] = _mm512_cvtepu8_epi32(_mm_loadu_si128(z));
      zero[1] = _mm512_cvtepu8_epi32(_mm_loadu_si128(z + 1));
    }
#pragma GCC unroll 8
    for (int m = 0; m < kRows; ++m) {
      const __m512i start = _mm512_set1_epi32(tile.start[m * tile.start_stride + g]);
#pragma GCC unroll 2
      for (int j = 0; j < 2; ++j) {
        t[0][m][j] = kZero == Zero::kSymmetric ? start : _mm512_mullo_epi32(start, zero[j]);
#pragma GCC unroll 2
        for (int chain = 1; chain < kChains; ++chain) t[chain][m][j] = _mm512_setzero_si512();
      }
    }
  }

  // Quads first, first + kChains, … are chain 0's, the next ones chain 1's. The number of quads of
  // a group is a multiple of 8.
  [[gnu::always_inline]] void Add(const Qd8Qb4wTile& tile, int64_t g) {
    const uint8_t* nibbles = tile.nibbles + g * tile.group_length * (kPanelColumns / 2);
    const int8_t* a = tile.a + g * tile.group_length;
    for (int64_t k = 0; k < tile.group_length; k += kQuad * kChains) {
#pragma GCC unroll 2
      for (int chain = 0; chain < kChains; ++chain) {
        const Quad u = Unpack(nibbles + chain * kPanelQuadBytes);
#pragma GCC unroll 8
        for (int m = 0; m < kRows; ++m) {
          const __m512i q = BroadcastQuad(a + m * tile.a_stride + k + chain * kQuad);
          // High first: the other way round gcc 12 spills a register of the six-row tile.
          Dot(t[chain][m][1], u.high, q);
          Dot(t[chain][m][0], u.low, q);
        }
      }
      nibbles += kPanelQuadBytes * kChains;
    }
  }

  [[gnu::always_inline]] __m512i Total(int m, int j) const {
    return kChains == 1 ? t[0][m][j] : _mm512_add_epi32(t[0][m][j], t[kChains - 1][m][j]);
  }
};

template <int kRows>
[[gnu::always_inline]] inline void Finish(const Qd8Qb4wTile& tile, __m512 (&f)[kRows][2]) {
  const __mmask16 mask[2] = {LanesBelow(tile.columns), LanesBelow(tile.columns - kHalfPanel)};
#pragma GCC unroll 8
  for (int m = 0; m < kRows; ++m) {
    const __m512 scale = _mm512_set1_ps(tile.row_scale[m]);
#pragma GCC unroll 2
    for (int j = 0; j < 2; ++j) {
      __m512 y = f[m][j];
      if (tile.row_offset != nullptr) {
        const __m512 offset = _mm512_set1_ps(tile.row_offset[m]);
        y = _mm512_fmadd_ps(offset, _mm512_loadu_ps(tile.comp + j * kHalfPanel), y);
      }
      y = _mm512_fmadd_ps(y, scale, _mm512_loadu_ps(tile.bias + j * kHalfPanel));
      _mm512_mask_storeu_ps(tile.c + m * tile.c_stride + j * kHalfPanel, mask[j], CanonicalNan(y));
    }
  }
}

// The accumulators stay in registers only if every loop over them is unrolled.
template <int kRows, Zero kZero>
void Gemm(const Qd8Qb4wTile& tile) {
  constexpr int kChains = kRows <= kGemvRows ? 2 : 1;
  __m512 f[kRows][2];
#pragma GCC unroll 8
  for (int m = 0; m < kRows; ++m) f[m][0] = f[m][1] = _mm512_setzero_ps();
  for (int64_t g = 0; g < tile.groups; ++g) {
    Sums<kRows, kChains> sums;
    sums.template Start<kZero>(tile, g);
    sums.Add(tile, g);
#pragma GCC unroll 2
    for (int j = 0; j < 2; ++j) {
      const __m512 scale = _mm512_loadu_ps(tile.scales + g * kPanelColumns + j * kHalfPanel);
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) {
        f[m][j] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums.Total(m, j)), scale, f[m][j]);
      }
    }
  }
  Finish<kRows>(tile, f);
}

}  // namespace

extern const Qd8Qb4wKernels kQd8Qb4wAvx512Vnni;
const Qd8Qb4wKernels kQd8Qb4wAvx512Vnni = {
    kMaxRows,
    {Gemm<1, Zero::kSymmetric>, Gemm<2, Zero::kSymmetric>, Gemm<3, Zero::kSymmetric>,
     Gemm<4, Zero::kSymmetric>, Gemm<5, Zero::kSymmetric>, Gemm<6, Zero::kSymmetric>},
    {Gemm<1, Zero::kPerGroup>, Gemm<2, Zero::kPerGroup>, Gemm<3, Zero::kPerGroup>,
     Gemm<4, Zero::kPerGroup>, Gemm<5, Zero::kPerGroup>, Gemm<6, Zero::kPerGroup>},
};

}  // namespace nibble
