#include <cstdint>

#include "nibble/nibble.h"
#include "ops/ops.h"

namespace nibble {
namespace {

// An element is NaN or infinite exactly when its exponent bits are all ones.
template <class Bits>
bool AllFinite(const void* row, int64_t count, Bits exponent) {
  const auto* x = static_cast<const Bits*>(row);
  Bits bad = 0;
  for (int64_t i = 0; i < count; ++i) {
    bad = static_cast<Bits>(bad | ((x[i] & exponent) == exponent ? 1 : 0));
  }
  return bad == 0;
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
