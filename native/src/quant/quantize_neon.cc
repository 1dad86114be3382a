#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "quant/quantize.h"
#include "quant/row_loop.h"
#include "quant/row_parameters.h"

namespace nibble {
namespace {

constexpr int64_t kLanes = 4;
constexpr int64_t kBlock = 16;  // elements that become one register of bytes

struct Float32Lanes {
  using Stored = float;
  static float32x4_t Load(const float* x) { return vld1q_f32(x); }
};

struct BFloat16Lanes {
  using Stored = uint16_t;
  static float32x4_t Load(const uint16_t* x) {
    return vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(x), 16));
  }
};

struct Float16Lanes {
  using Stored = uint16_t;
  static float32x4_t Load(const uint16_t* x) {
    return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(x)));
  }
};

// Magnitudes of floats order as their bits do, infinity and NaN above all numbers.
class RangeLanes {
 public:
  void Add(float32x4_t x) {
    min_ = vbslq_f32(vcltq_f32(x, min_), x, min_);
    max_ = vbslq_f32(vcgtq_f32(x, max_), x, max_);
    magnitude_ = vmaxq_u32(magnitude_, vreinterpretq_u32_f32(vabsq_f32(x)));
  }

  RowRange Range() const {
    const uint32_t bits = vmaxvq_u32(magnitude_);
    float max_abs;
    __builtin_memcpy(&max_abs, &bits, sizeof max_abs);
    return {vminvq_f32(min_), vmaxvq_f32(max_), max_abs, bits < 0x7f800000u};
  }

 private:
  float32x4_t min_ = vdupq_n_f32(0), max_ = vdupq_n_f32(0);
  uint32x4_t magnitude_ = vdupq_n_u32(0);
};

// The rest of a row or group, with zeros up to a block.
template <class Lanes>
struct Rest {
  typename Lanes::Stored x[kBlock] = {};
  Rest(const typename Lanes::Stored* from, int64_t count) {
    __builtin_memcpy(x, from, static_cast<size_t>(count) * sizeof *x);
  }
};

template <class Lanes>
RowRange RangeOf(const typename Lanes::Stored* x, int64_t count) {
  RangeLanes range;
  int64_t i = 0;
  for (; i + kBlock <= count; i += kLanes) range.Add(Lanes::Load(x + i));
  for (; i < count; i += kBlock) {
    const Rest<Lanes> rest(x + i, count - i < kBlock ? count - i : kBlock);
    for (int64_t j = 0; j < kBlock; j += kLanes) range.Add(Lanes::Load(rest.x + j));
  }
  return range.Range();
}

// Clamps by saturation: what is quantized is in −512 … 512 before it becomes bytes, and a byte's
// upper bound is the quantizer's.
class LaneQuantizer {
 public:
  explicit LaneQuantizer(const RowParameters& p)
      : inverse_(vdupq_n_f32(p.inverse)),
        offset_(vdupq_n_s16(static_cast<int16_t>(p.offset - p.shift))),
        low_(vdupq_n_s8(static_cast<int8_t>(p.low - p.shift))) {}

  template <class Lanes>
  int8x16_t Block(const typename Lanes::Stored* x) const {
    return vmaxq_s8(vcombine_s8(Half<Lanes>(x), Half<Lanes>(x + 2 * kLanes)), low_);
  }

 private:
  template <class Lanes>
  int8x8_t Half(const typename Lanes::Stored* x) const {
    const int16x4_t first = vmovn_s32(Rounded(Lanes::Load(x)));
    const int16x4_t second = vmovn_s32(Rounded(Lanes::Load(x + kLanes)));
    return vqmovn_s16(vaddq_s16(vcombine_s16(first, second), offset_));
  }
  int32x4_t Rounded(float32x4_t x) const { return vcvtnq_s32_f32(vmulq_f32(x, inverse_)); }

  float32x4_t inverse_;
  int16x8_t offset_;
  int8x16_t low_;
};

// Zeros beyond `count` of 16 bytes.
int8x16_t FirstBytes(int8x16_t bytes, int64_t count) {
  static const int8_t kIndex[kBlock] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const uint8x16_t keep = vcltq_s8(vld1q_s8(kIndex), vdupq_n_s8(static_cast<int8_t>(count)));
  return vandq_s8(bytes, vreinterpretq_s8_u8(keep));
}

template <class Lanes>
int8x16_t QuantizeBlock(const LaneQuantizer& quantize, const typename Lanes::Stored* x,
                        int64_t count) {
  if (count <= 0) return vdupq_n_s8(0);
  if (count >= kBlock) return quantize.Block<Lanes>(x);
  return FirstBytes(quantize.Block<Lanes>(Rest<Lanes>(x, count).x), count);
}

struct Neon : ByGroups<Neon> {
  using Float32 = Float32Lanes;
  using BFloat16 = BFloat16Lanes;
  using Float16 = Float16Lanes;
  using Quantizer = LaneQuantizer;

  template <class Lanes>
  static RowRange Range(const typename Lanes::Stored* x, int64_t count) {
    return RangeOf<Lanes>(x, count);
  }

  template <class Lanes>
  static int32_t Group(const Quantizer& quantizer, const typename Lanes::Stored* x, int64_t count,
                       int64_t length, int8_t* q) {
    int32x4_t sums = vdupq_n_s32(0);
    for (int64_t i = 0; i < length; i += kBlock) {
      const int8x16_t bytes = QuantizeBlock<Lanes>(quantizer, x + i, count - i);
      sums = vpadalq_s16(sums, vpaddlq_s8(bytes));
      vst1q_s8(q + i, bytes);
    }
    return vaddvq_s32(sums);
  }
};

}  // namespace

void QuantizeRowsNeon(const QuantizeRows& job) { QuantizeWith<Neon>(job); }

}  // namespace nibble
