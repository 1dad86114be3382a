// fma of float32 for portable code, two lanes at a time. Where the host has no such instruction,
// std::fma is a function call; this is a dozen vector instructions in double.
#ifndef NIBBLE_KERNELS_EXACT_FMA_H_
#define NIBBLE_KERNELS_EXACT_FMA_H_

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace nibble {
namespace {

using Float32x2 [[gnu::vector_size(8)]] = float;
using Float64x2 [[gnu::vector_size(16)]] = double;
using Int64x2 [[gnu::vector_size(16)]] = int64_t;
using UInt64x2 [[gnu::vector_size(16)]] = uint64_t;

// `sum` rounded to odd instead of to nearest, `error` being what rounding lost: an inexact sum gets
// the odd one of its two neighbours. Rounding that to float32 rounds as once (Boldo, Melquiond).
inline Float64x2 RoundedToOdd(Float64x2 sum, Float64x2 error) {
  const UInt64x2 bits = UInt64x2(sum);
  const UInt64x2 inexact = UInt64x2((error < 0) | (error > 0));  // not where the sum is no number
  const UInt64x2 even = (bits & 1) - 1;
  const UInt64x2 toward_zero = (bits ^ UInt64x2(error)) >> 63;
  return Float64x2(bits + ((1 - 2 * toward_zero) & inexact & even));
}

// The product of two float32 is exact in double, and so is the error of a sum (Knuth, Møller).
inline Float32x2 ExactFma(Float32x2 a, Float32x2 b, Float32x2 c) {
#if defined(__FP_FAST_FMAF)
  return Float32x2{std::fma(a[0], b[0], c[0]), std::fma(a[1], b[1], c[1])};
#else
  static_assert(FLT_EVAL_METHOD == 0, "doubles must be rounded as doubles");
  const Float64x2 product =
      __builtin_convertvector(a, Float64x2) * __builtin_convertvector(b, Float64x2);
  const Float64x2 addend = __builtin_convertvector(c, Float64x2);
  const Float64x2 sum = product + addend;
  const Float64x2 added = sum - product;
  const Float64x2 error = (product - (sum - added)) + (addend - added);
  return __builtin_convertvector(RoundedToOdd(sum, error), Float32x2);
#endif
}

inline Float32x2 LoadPair(const float* x) {
  Float32x2 pair;
  std::memcpy(&pair, x, sizeof pair);
  return pair;
}

inline void StorePair(float* x, Float32x2 pair) { std::memcpy(x, &pair, sizeof pair); }

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_KERNELS_EXACT_FMA_H_
