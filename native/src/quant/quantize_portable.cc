#include <cstdint>
#include <cstring>
#include <limits>

#include "nibble/nibble.h"
#include "quant/quantize.h"
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
                      int8_t* q) {
  int32_t sum = 0;
  for (int64_t i = 0; i < count; ++i) {
    const int32_t rounded = RoundToInt(Element::Widen(x[i]) * p.inverse) + p.offset;
    const int32_t value = Clamp(rounded, p.low, p.high) - p.shift;
    q[i] = static_cast<int8_t>(value);
    sum += value;
  }
  return sum;
}

template <class Element>
void QuantizeRow(const QuantizeRows& job, int64_t row) {
  const auto* x = static_cast<const typename Element::Stored*>(job.x) + row * job.stride;
  const int64_t padded = job.groups * job.group_length;
  int8_t* q = job.q + row * padded;
  int32_t* sums = job.group_sums + row * job.groups;
  const RowParameters p = ParametersOf(RangeOf<Element>(x, job.columns), job.asymmetric);
  job.scale[row] = p.bad ? std::numeric_limits<float>::quiet_NaN() : p.scale;
  job.zero_point[row] = p.bad ? 0 : p.zero_point;
  if (p.bad) {
    std::memset(q, 0, static_cast<size_t>(padded));
    std::memset(sums, 0, static_cast<size_t>(job.groups) * sizeof *sums);
    return;
  }
  for (int64_t g = 0; g < job.groups; ++g) {
    const int64_t begin = g * job.group_length;
    const int64_t left = job.columns - begin;
    const int64_t count = left < job.group_length ? left : job.group_length;
    sums[g] = QuantizeGroup<Element>(p, x + begin, count, q + begin);
  }
  std::memset(q + job.columns, 0, static_cast<size_t>(padded - job.columns));
}

template <class Element>
void QuantizeAll(const QuantizeRows& job) {
  for (int64_t row = 0; row < job.rows; ++row) QuantizeRow<Element>(job, row);
}

}  // namespace

void QuantizeRowsPortable(const QuantizeRows& job) {
  switch (job.type) {
    case NIBBLE_BFLOAT16:
      return QuantizeAll<BFloat16Element>(job);
    case NIBBLE_FLOAT16:
      return QuantizeAll<Float16Element>(job);
    default:
      return QuantizeAll<Float32Element>(job);
  }
}

}  // namespace nibble
