#include <cstdint>
#include <cstring>

#include "quant/quantize.h"
#include "quant/row_loop.h"
#include "quant/row_parameters.h"
#include "quant/widen.h"

namespace nibble {
namespace {

uint32_t MagnitudeBits(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits & 0x7fffffffu;
}

// Magnitudes of floats order as their bits do, infinity and NaN above all numbers.
template <class Element>
RowRange RangeOf(const typename Element::Stored* x, int64_t count) {
  float min = 0, max = 0;
  uint32_t magnitude = 0;
  for (int64_t i = 0; i < count; ++i) {
    const float value = Element::Widen(x[i]);
    const uint32_t bits = MagnitudeBits(value);
    min = value < min ? value : min;
    max = value > max ? value : max;
    magnitude = bits > magnitude ? bits : magnitude;
  }
  return {min, max, FromBits(magnitude), magnitude < 0x7f800000u};
}

template <class Element>
int32_t QuantizeGroup(const RowParameters& p, const typename Element::Stored* x, int64_t count,
                      int64_t length, int8_t* q) {
  int32_t sum = 0;
  for (int64_t i = 0; i < count; ++i) {
    const int32_t rounded = RoundToInt(Element::Widen(x[i]) * p.inverse) + p.offset;
    const int32_t value = Clamp(rounded, p.low, p.high) - p.shift;
    q[i] = static_cast<int8_t>(value);
    sum += value;
  }
  std::memset(q + count, 0, static_cast<size_t>(length - count));
  return sum;
}

struct Portable : ByGroups<Portable> {
  using Float32 = Float32Element;
  using BFloat16 = BFloat16Element;
  using Float16 = Float16Element;
  using Quantizer = RowParameters;

  template <class Element>
  static RowRange Range(const typename Element::Stored* x, int64_t count) {
    return RangeOf<Element>(x, count);
  }

  template <class Element>
  static int32_t Group(const Quantizer& quantizer, const typename Element::Stored* x, int64_t count,
                       int64_t length, int8_t* q) {
    return QuantizeGroup<Element>(quantizer, x, count, length, q);
  }
};

}  // namespace

void QuantizeRowsPortable(const QuantizeRows& job) { QuantizeWith<Portable>(job); }

}  // namespace nibble
