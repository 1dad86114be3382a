#include <cmath>
#include <cstdint>
#include <cstring>

#include "ops/narrow.h"
#include "ops/operators_of.h"
#include "ops/transpose.h"

namespace nibble {
namespace {

// Sixteen lanes in an array. std::fma is exact on every host, with or without the instruction.
struct PortableLanes {
  struct F {
    float lane[kLanes];
  };
  struct M {
    bool lane[kLanes];
  };

  template <class Function>
  static F Each(Function function) {
    F result;
    for (int64_t i = 0; i < kLanes; ++i) result.lane[i] = function(i);
    return result;
  }
  template <class Function>
  static M Test(Function function) {
    M result;
    for (int64_t i = 0; i < kLanes; ++i) result.lane[i] = function(i);
    return result;
  }

  static F Set(float x) {
    return Each([=](int64_t) { return x; });
  }
  static F Nan() { return Set(FloatOfBits(0x7fc00000u)); }
  static F Load(const float* x, int64_t lanes, float fill) {
    return Each([=](int64_t i) { return i < lanes ? x[i] : fill; });
  }
  static void Store(float* x, const F& value, int64_t lanes) {
    for (int64_t i = 0; i < lanes; ++i) x[i] = value.lane[i];
  }
  static F Widen(const int8_t* x, int64_t lanes) {
    return Each([=](int64_t i) { return i < lanes ? static_cast<float>(x[i]) : 0.0f; });
  }
  static F Widen(const uint16_t* x, int64_t lanes) {
    return Each([=](int64_t i) {
      return i < lanes ? FloatOfBits(static_cast<uint32_t>(x[i]) << 16) : 0.0f;
    });
  }
  static F KeepFirst(const F& x, int64_t lanes, const F& rest) {
    return Each([&](int64_t i) { return i < lanes ? x.lane[i] : rest.lane[i]; });
  }

  static F Add(const F& a, const F& b) {
    return Each([&](int64_t i) { return a.lane[i] + b.lane[i]; });
  }
  static F Sub(const F& a, const F& b) {
    return Each([&](int64_t i) { return a.lane[i] - b.lane[i]; });
  }
  static F Mul(const F& a, const F& b) {
    return Each([&](int64_t i) { return a.lane[i] * b.lane[i]; });
  }
  static F Div(const F& a, const F& b) {
    return Each([&](int64_t i) { return a.lane[i] / b.lane[i]; });
  }
  static F Fma(const F& a, const F& b, const F& c) {
    return Each([&](int64_t i) { return std::fma(a.lane[i], b.lane[i], c.lane[i]); });
  }
  static F Sqrt(const F& a) {
    return Each([&](int64_t i) { return std::sqrt(a.lane[i]); });
  }
  static F Max(const F& a, const F& b) {
    return Each([&](int64_t i) { return a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i]; });
  }
  static F Min(const F& a, const F& b) {
    return Each([&](int64_t i) { return a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i]; });
  }
  static F Negate(const F& a) {
    return Each([&](int64_t i) { return -a.lane[i]; });
  }
  static F Abs(const F& a) {
    return Each([&](int64_t i) { return std::fabs(a.lane[i]); });
  }
  static F CopySign(const F& magnitude, const F& sign) {
    return Each([&](int64_t i) { return std::copysign(magnitude.lane[i], sign.lane[i]); });
  }

  static M Less(const F& a, const F& b) {
    return Test([&](int64_t i) { return a.lane[i] < b.lane[i]; });
  }
  static M IsNan(const F& a) {
    return Test([&](int64_t i) { return std::isnan(a.lane[i]); });
  }
  static F Select(const M& mask, const F& yes, const F& no) {
    return Each([&](int64_t i) { return mask.lane[i] ? yes.lane[i] : no.lane[i]; });
  }

  // p · 2^n, where n is what `shifted` holds above 1.5 · 2^23. Two factors, because 2^n may be out
  // of range; the first product is exact.
  static F TimesPowerOfTwo(const F& p, const F& shifted) {
    return Each([&](int64_t i) {
      const int32_t n = static_cast<int32_t>(BitsOfFloat(shifted.lane[i]) - 0x4b400000u);
      const int32_t half = n >> 1;
      return p.lane[i] * PowerOfTwo(half) * PowerOfTwo(n - half);
    });
  }

  static float MaxLane(const F& a) {
    float max = a.lane[0];
    for (float x : a.lane) max = x > max ? x : max;
    return max;
  }
  static float TreeSum(F a) {
    for (int64_t width = kLanes / 2; width > 0; width /= 2) {
      for (int64_t i = 0; i < width; ++i) a.lane[i] += a.lane[i + width];
    }
    return a.lane[0];
  }

 private:
  static float PowerOfTwo(int32_t n) { return FloatOfBits(static_cast<uint32_t>(n + 127) << 23); }
};

void NarrowPortable(int32_t type, int64_t count, const float* x, void* y) {
  auto* target = static_cast<uint16_t*>(y);
  for (int64_t i = 0; i < count; ++i) {
    target[i] = type == NIBBLE_BFLOAT16 ? BFloat16Of(x[i]) : Float16Of(x[i]);
  }
}

}  // namespace

const Operators kOperatorsPortable =
    OperatorsOf<PortableLanes>(NarrowPortable, Transpose);

}  // namespace nibble
