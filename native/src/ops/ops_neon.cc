#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "ops/operators_of.h"

namespace nibble {
namespace {

constexpr int64_t kVectorLanes = 4;
constexpr int kVectors = 4;

// Sixteen lanes in four registers.
struct NeonLanes {
  struct F {
    float32x4_t v[kVectors];
  };
  struct M {
    uint32x4_t v[kVectors];  // all ones or all zeros per lane
  };

  template <class Function>
  static F Each(Function function) {
    return {{function(0), function(1), function(2), function(3)}};
  }
  template <class Function>
  static M Test(Function function) {
    return {{function(0), function(1), function(2), function(3)}};
  }

  static F Set(float x) {
    return Each([=](int) { return vdupq_n_f32(x); });
  }
  static F Nan() {
    return Each([](int) { return vreinterpretq_f32_u32(vdupq_n_u32(0x7fc00000u)); });
  }
  static F Load(const float* x, int64_t lanes, float fill) {
    if (lanes == kLanes) return LoadAll(x);
    float copy[kLanes];
    for (float& lane : copy) lane = fill;
    __builtin_memcpy(copy, x, static_cast<size_t>(lanes) * sizeof *x);
    return LoadAll(copy);
  }
  static void Store(float* x, F value, int64_t lanes) {
    if (lanes == kLanes) return StoreAll(x, value);
    float copy[kLanes];
    StoreAll(copy, value);
    __builtin_memcpy(x, copy, static_cast<size_t>(lanes) * sizeof *x);
  }
  static F Widen(const int8_t* x, int64_t lanes) {
    int8_t copy[kLanes] = {};
    __builtin_memcpy(copy, x, static_cast<size_t>(lanes) * sizeof *x);
    const int8x16_t bytes = vld1q_s8(copy);
    const int16x8_t low = vmovl_s8(vget_low_s8(bytes)), high = vmovl_s8(vget_high_s8(bytes));
    return {{OfInts(vget_low_s16(low)), OfInts(vget_high_s16(low)), OfInts(vget_low_s16(high)),
             OfInts(vget_high_s16(high))}};
  }
  static F Widen(const uint16_t* x, int64_t lanes) {
    uint16_t copy[kLanes] = {};
    __builtin_memcpy(copy, x, static_cast<size_t>(lanes) * sizeof *x);
    return Each([&](int i) {
      return vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(copy + i * kVectorLanes), 16));
    });
  }
  static F KeepFirst(F x, int64_t lanes, F rest) {
    const uint32x4_t lane = {0, 1, 2, 3};
    const M first = Test([&](int i) {
      const int64_t left = lanes - i * kVectorLanes;
      return vcltq_u32(lane, vdupq_n_u32(left < 0 ? 0 : static_cast<uint32_t>(left)));
    });
    return Select(first, x, rest);
  }

  static F Add(F a, F b) {
    return Each([&](int i) { return vaddq_f32(a.v[i], b.v[i]); });
  }
  static F Sub(F a, F b) {
    return Each([&](int i) { return vsubq_f32(a.v[i], b.v[i]); });
  }
  static F Mul(F a, F b) {
    return Each([&](int i) { return vmulq_f32(a.v[i], b.v[i]); });
  }
  static F Div(F a, F b) {
    return Each([&](int i) { return vdivq_f32(a.v[i], b.v[i]); });
  }
  static F Fma(F a, F b, F c) {
    return Each([&](int i) { return vfmaq_f32(c.v[i], a.v[i], b.v[i]); });
  }
  static F Sqrt(F a) {
    return Each([&](int i) { return vsqrtq_f32(a.v[i]); });
  }
  // The second of the two where one is no number; NEON's own would give NaN.
  static F Max(F a, F b) { return Select(Less(b, a), a, b); }
  static F Min(F a, F b) { return Select(Less(a, b), a, b); }
  static F Negate(F a) {
    return Each([&](int i) { return vnegq_f32(a.v[i]); });
  }
  static F Abs(F a) {
    return Each([&](int i) { return vabsq_f32(a.v[i]); });
  }
  static F CopySign(F magnitude, F sign) {
    const uint32x4_t bit = vdupq_n_u32(0x80000000u);
    return Each([&](int i) { return vbslq_f32(bit, sign.v[i], magnitude.v[i]); });
  }

  static M Less(F a, F b) {
    return Test([&](int i) { return vcltq_f32(a.v[i], b.v[i]); });
  }
  static M IsNan(F a) {
    return Test([&](int i) { return vmvnq_u32(vceqq_f32(a.v[i], a.v[i])); });
  }
  static F Select(M mask, F yes, F no) {
    return Each([&](int i) { return vbslq_f32(mask.v[i], yes.v[i], no.v[i]); });
  }

  // p · 2^n, where n is what `shifted` holds above 1.5 · 2^23. Two factors, because 2^n may be out
  // of range; the first product is exact.
  static F TimesPowerOfTwo(F p, F shifted) {
    return Each([&](int i) {
      const int32x4_t bits = vreinterpretq_s32_f32(shifted.v[i]);
      const int32x4_t n = vsubq_s32(bits, vdupq_n_s32(0x4b400000));
      const int32x4_t half = vshrq_n_s32(n, 1);
      return vmulq_f32(vmulq_f32(p.v[i], PowerOfTwo(half)), PowerOfTwo(vsubq_s32(n, half)));
    });
  }

  static float MaxLane(F a) {
    const float32x4_t low = vmaxq_f32(a.v[0], a.v[1]), high = vmaxq_f32(a.v[2], a.v[3]);
    return vmaxvq_f32(vmaxq_f32(low, high));
  }
  static float TreeSum(F a) {
    const float32x4_t low = vaddq_f32(a.v[0], a.v[2]), high = vaddq_f32(a.v[1], a.v[3]);
    const float32x4_t four = vaddq_f32(low, high);
    const float32x2_t two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
    return vget_lane_f32(two, 0) + vget_lane_f32(two, 1);
  }

 private:
  static F LoadAll(const float* x) {
    return Each([=](int i) { return vld1q_f32(x + i * kVectorLanes); });
  }
  static void StoreAll(float* x, F value) {
    for (int i = 0; i < kVectors; ++i) vst1q_f32(x + i * kVectorLanes, value.v[i]);
  }
  static float32x4_t OfInts(int16x4_t x) { return vcvtq_f32_s32(vmovl_s16(x)); }
  static float32x4_t PowerOfTwo(int32x4_t n) {
    return vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(n, vdupq_n_s32(127)), 23));
  }
};

// The upper halves of the rounded bits.
uint16x4_t BFloat16Of(float32x4_t x) {
  const uint32x4_t bits = vreinterpretq_u32_f32(x);
  const uint32x4_t odd = vandq_u32(vshrq_n_u32(bits, 16), vdupq_n_u32(1));
  const uint32x4_t rounded = vaddq_u32(bits, vaddq_u32(odd, vdupq_n_u32(0x7fff)));
  const uint32x4_t nan = vdupq_n_u32(0x7fc00000u);
  return vshrn_n_u32(vbslq_u32(vceqq_f32(x, x), rounded, nan), 16);
}

// Hardware keeps the payload of a NaN; the canonical NaN goes in as the float it comes from.
uint16x4_t Float16Of(float32x4_t x) {
  const float32x4_t nan = vreinterpretq_f32_u32(vdupq_n_u32(0x7fc00000u));
  return vreinterpret_u16_f16(vcvt_f16_f32(vbslq_f32(vceqq_f32(x, x), x, nan)));
}

void NarrowNeon(int32_t type, int64_t count, const float* x, void* y) {
  auto* target = static_cast<uint16_t*>(y);
  ForEachVector(count, [&](int64_t i, int64_t lanes) {
    const NeonLanes::F value = NeonLanes::Load(x + i, lanes, 0.0f);
    uint16_t halves[kLanes];
    for (int j = 0; j < kVectors; ++j) {
      const float32x4_t four = value.v[j];
      vst1_u16(halves + j * kVectorLanes,
               type == NIBBLE_BFLOAT16 ? BFloat16Of(four) : Float16Of(four));
    }
    __builtin_memcpy(target + i, halves, static_cast<size_t>(lanes) * sizeof *target);
  });
}

// Four rows of four columns from x on become four columns of the panel from y on.
void TransposeFour(const float* x, int64_t stride, float* y) {
  const float32x4_t a = vld1q_f32(x), b = vld1q_f32(x + stride);
  const float32x4_t c = vld1q_f32(x + 2 * stride), d = vld1q_f32(x + 3 * stride);
  const float64x2_t even_ab = vreinterpretq_f64_f32(vtrn1q_f32(a, b));
  const float64x2_t odd_ab = vreinterpretq_f64_f32(vtrn2q_f32(a, b));
  const float64x2_t even_cd = vreinterpretq_f64_f32(vtrn1q_f32(c, d));
  const float64x2_t odd_cd = vreinterpretq_f64_f32(vtrn2q_f32(c, d));
  vst1q_f32(y, vreinterpretq_f32_f64(vtrn1q_f64(even_ab, even_cd)));
  vst1q_f32(y + kPanelRows, vreinterpretq_f32_f64(vtrn1q_f64(odd_ab, odd_cd)));
  vst1q_f32(y + 2 * kPanelRows, vreinterpretq_f32_f64(vtrn2q_f64(even_ab, even_cd)));
  vst1q_f32(y + 3 * kPanelRows, vreinterpretq_f32_f64(vtrn2q_f64(odd_ab, odd_cd)));
}

void TransposeNeon(const Panel& panel) {
  const int64_t rows = panel.rows / kVectorLanes * kVectorLanes;
  const int64_t columns = panel.columns / kVectorLanes * kVectorLanes;
  for (int64_t row = 0; row < rows; row += kVectorLanes) {
    for (int64_t column = 0; column < columns; column += kVectorLanes) {
      TransposeFour(panel.x + row * panel.stride + column, panel.stride,
                    panel.y + column * kPanelRows + row);
    }
  }
  for (int64_t column = 0; column < panel.columns; ++column) {
    for (int64_t row = column < columns ? rows : 0; row < kPanelRows; ++row) {
      panel.y[column * kPanelRows + row] =
          row < panel.rows ? panel.x[row * panel.stride + column] : 0.0f;
    }
  }
}

}  // namespace

const Operators kOperatorsNeon = OperatorsOf<NeonLanes>(NarrowNeon, TransposeNeon);

}  // namespace nibble
