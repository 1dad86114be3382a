// qd8_f32_qb4w_gemm_<mr>x32c4__neondot. Sealed: compiled with flags for the dot products, so no
// standard library functions and nothing inline that another file could share.
//
// SDOT multiplies four bytes of each lane by the same four of a row and adds them up in int32. Both
// operands are signed, which a nibble may be taken for.
#if !defined(__ARM_FEATURE_DOTPROD)
#error "qd8_f32_qb4w_gemm__neondot.cc needs -mcpu=generic+dotprod"
#endif

#include <arm_neon.h>

#include <cstdint>

#include "kernels/micro_kernel.h"
#include "kernels/store__neon.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int kMaxRows = 4;
constexpr int64_t kStep = 16;  // k of a register of activations; every group is whole steps
constexpr int64_t kHalfQuadBytes = 32;
constexpr int kVectors = 4;  // registers that half a panel's columns fill

// A 32-byte half h of a quad holds four k of columns 8·h … 8·h + 7 in its low nibbles and of
// columns 16 + 8·h … in its high ones: vectors 0 and 1, then 2 and 3.
constexpr int64_t ColumnOf(int half, int vector) {
  return half * 2 * kVector + vector % 2 * kVector + vector / 2 * kHalfPanel;
}

inline float32x4_t LoadScales(const float* scales) { return vld1q_f32(scales); }

// A bfloat16 number is the upper half of a float.
inline float32x4_t LoadScales(const uint16_t* scales) {
  return vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(scales), 16));
}

// Four zero points.
inline int32x4_t LoadZeroPoints(const uint8_t* zero_points) {
  uint32_t four;
  __builtin_memcpy(&four, zero_points, sizeof four);
  const uint16x8_t wide = vmovl_u8(vreinterpret_u8_u32(vdup_n_u32(four)));
  return vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(wide)));
}

// kRows × kHalves halves of a panel. The sums stay in registers only if every loop over them is
// unrolled. The float sums of a tile lie in memory between groups.
template <int kRows>
struct Tile {
  static constexpr int kHalves = kRows <= 2 ? 2 : 1;
  int32x4_t t[kRows][kHalves][kVectors];

  template <class Function>
  [[gnu::always_inline]] void Each(Function function) {
#pragma GCC unroll 8
    for (int m = 0; m < kRows; ++m) {
#pragma GCC unroll 2
      for (int h = 0; h < kHalves; ++h) {
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) function(t[m][h][v], m, h, v);
      }
    }
  }

  template <bool kSymmetric>
  [[gnu::always_inline]] void Start(const Qd8Qb4wTile& tile, int64_t g, int first_half) {
    Each([&](int32x4_t& sum, int m, int h, int v) {
      sum = vdupq_n_s32(tile.start[m * tile.start_stride + g]);
      if (kSymmetric) return;
      const uint8_t* z = tile.zero_points + g * kPanelColumns + ColumnOf(first_half + h, v);
      sum = vmulq_s32(sum, LoadZeroPoints(z));
    });
  }

  // Quad kQuadOfStep of the rows' activations a.
  template <int kQuadOfStep>
  [[gnu::always_inline]] void AddQuad(const uint8_t* nibbles, const int8x16_t (&a)[kRows]) {
#pragma GCC unroll 2
    for (int h = 0; h < kHalves; ++h) {
      const uint8_t* bytes = nibbles + kQuadOfStep * kQuadBytes + h * kHalfQuadBytes;
      const uint8x16_t first = vld1q_u8(bytes), second = vld1q_u8(bytes + 16);
      const uint8x16_t mask = vdupq_n_u8(15);
      const int8x16_t u[kVectors] = {
          vreinterpretq_s8_u8(vandq_u8(first, mask)), vreinterpretq_s8_u8(vandq_u8(second, mask)),
          vreinterpretq_s8_u8(vshrq_n_u8(first, 4)), vreinterpretq_s8_u8(vshrq_n_u8(second, 4))};
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) {
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) {
          t[m][h][v] = vdotq_laneq_s32(t[m][h][v], u[v], a[m], kQuadOfStep);
        }
      }
    }
  }

  [[gnu::always_inline]] void Multiply(const Qd8Qb4wTile& tile, int64_t g, int first_half) {
    const int64_t begin = g * tile.group_length;
    const uint8_t* nibbles =
        tile.nibbles + begin * (kPanelColumns / 2) + first_half * kHalfQuadBytes;
    const int8_t* activations = tile.a + begin;
    for (int64_t k = 0; k < tile.group_length; k += kStep, nibbles += kStep / kQuad * kQuadBytes) {
      int8x16_t a[kRows];
#pragma GCC unroll 8
      for (int m = 0; m < kRows; ++m) a[m] = vld1q_s8(activations + m * tile.a_stride + k);
      AddQuad<0>(nibbles, a);
      AddQuad<1>(nibbles, a);
      AddQuad<2>(nibbles, a);
      AddQuad<3>(nibbles, a);
    }
  }

  // f = fma(float(t), scale, f) for kRows rows of 32 floats; scales: of the group.
  template <class Scale>
  [[gnu::always_inline]] void Add(const Scale* scales, int first_half, float* f) {
    Each([&](const int32x4_t& sum, int m, int h, int v) {
      const int64_t column = ColumnOf(first_half + h, v);
      float* target = f + m * kPanelColumns + column;
      const float32x4_t scale = LoadScales(scales + column);
      vst1q_f32(target, vfmaq_f32(vld1q_f32(target), vcvtq_f32_s32(sum), scale));
    });
  }
};

inline void Finish(const Qd8Qb4wTile& tile, int64_t rows, const float* f) {
  for (int64_t m = 0; m < rows; ++m) {
    const float32x4_t scale = vdupq_n_f32(tile.row_scale[m]);
    for (int64_t column = 0; column < kPanelColumns; column += kVector) {
      float32x4_t y = vld1q_f32(f + m * kPanelColumns + column);
      if (tile.row_offset != nullptr) {
        y = vfmaq_f32(y, vdupq_n_f32(tile.row_offset[m]), vld1q_f32(tile.comp + column));
      }
      y = vfmaq_f32(vld1q_f32(tile.bias + column), y, scale);
      StoreFirst(tile.c + m * tile.c_stride + column, CanonicalNan(y), tile.columns - column);
    }
  }
}

template <int kRows, bool kSymmetric, class Scale>
void Gemm(const Qd8Qb4wTile& tile, const Scale* scales) {
  float f[kRows * kPanelColumns] = {};
  for (int64_t g = 0; g < tile.groups; ++g) {
    for (int half = 0; half < 2; half += Tile<kRows>::kHalves) {
      Tile<kRows> sums;
      sums.template Start<kSymmetric>(tile, g, half);
      sums.Multiply(tile, g, half);
      sums.Add(scales + g * kPanelColumns, half, f);
    }
  }
  Finish(tile, kRows, f);
}

template <int kRows, bool kSymmetric>
void Gemm(const Qd8Qb4wTile& tile) {
  if (tile.scales != nullptr) return Gemm<kRows, kSymmetric>(tile, tile.scales);
  Gemm<kRows, kSymmetric>(tile, tile.bfloat16_scales);
}

}  // namespace

extern const Qd8Qb4wKernels kQd8Qb4wNeonDot;
const Qd8Qb4wKernels kQd8Qb4wNeonDot = {
    kMaxRows,
    {Gemm<1, true>, Gemm<2, true>, Gemm<3, true>, Gemm<4, true>},
    {Gemm<1, false>, Gemm<2, false>, Gemm<3, false>, Gemm<4, false>},
};

}  // namespace nibble
