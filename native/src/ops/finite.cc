#include <cstdint>

#include "nibble/nibble.h"
#include "ops/ops.h"

namespace nibble {
namespace {

constexpr int64_t kLanes = 16;  // independent, so that the compiler has vectors to work on

// An element is NaN or infinite exactly when its exponent bits are all ones: then one more carries
// into the sign bit.
template <class Bits>
bool AllFinite(const void* row, int64_t count, Bits exponent) {
  const auto* x = static_cast<const Bits*>(row);
  const auto one = static_cast<Bits>(exponent & -exponent);
  const auto sign = static_cast<Bits>(exponent + one);
  Bits sums[kLanes] = {};
  const auto add = [&](int64_t lane, Bits bits) {
    sums[lane] = static_cast<Bits>(sums[lane] | ((bits & exponent) + one));
  };
  const int64_t whole = count / kLanes * kLanes;
  for (int64_t i = 0; i < whole; i += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane) add(lane, x[i + lane]);
  }
  for (int64_t i = whole; i < count; ++i) add(0, x[i]);
  Bits any = 0;
  for (const Bits sum : sums) any = static_cast<Bits>(any | sum);
  return (any & sign) == 0;
}

template <class Bits>
void FindIn(const FiniteRows& job, Bits exponent) {
  const auto* x = static_cast<const Bits*>(job.x);
  for (int64_t row = 0; row < job.rows; ++row) {
    job.finite[row] = AllFinite<Bits>(x + row * job.stride, job.columns, exponent) ? 1 : 0;
  }
}

}  // namespace

void FindFiniteRows(const FiniteRows& job) {
  switch (job.type) {
    case NIBBLE_BFLOAT16:
      return FindIn<uint16_t>(job, 0x7f80);
    case NIBBLE_FLOAT16:
      return FindIn<uint16_t>(job, 0x7c00);
    default:
      return FindIn<uint32_t>(job, 0x7f800000);
  }
}

}  // namespace nibble
