#include "support/oracle.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace nibble::test {
namespace {

// A binary floating-point format: significand bits with the hidden one, smallest and largest
// exponent of a normal number, width in bits.
struct Format {
  int precision, min_exponent, max_exponent, width;
};

Format FormatOf(Type type) {
  switch (type) {
    case Type::kBFloat16:
      return {8, -126, 127, 16};
    case Type::kFloat16:
      return {11, -14, 15, 16};
    default:
      return {24, -126, 127, 32};
  }
}

uint32_t ExponentOnes(const Format& f) {
  return ((1u << (f.width - f.precision)) - 1) << (f.precision - 1);
}

float NanFloat() { return std::numeric_limits<float>::quiet_NaN(); }

}  // namespace

int64_t BytesOf(Type type) { return FormatOf(type).width / 8; }

float Decode(Type type, uint32_t bits) {
  const Format f = FormatOf(type);
  const bool negative = (bits >> (f.width - 1)) != 0;
  const uint32_t exponent = (bits & ExponentOnes(f)) >> (f.precision - 1);
  const uint32_t fraction = bits & ((1u << (f.precision - 1)) - 1);
  double value;
  if ((bits & ExponentOnes(f)) == ExponentOnes(f)) {
    if (fraction != 0) return NanFloat();
    value = std::numeric_limits<double>::infinity();
  } else if (exponent == 0) {
    value = std::ldexp(fraction, f.min_exponent - f.precision + 1);
  } else {
    value = std::ldexp(fraction + (1u << (f.precision - 1)),
                       static_cast<int>(exponent) - 1 + f.min_exponent - f.precision + 1);
  }
  return static_cast<float>(negative ? -value : value);
}

uint32_t Encode(Type type, float value) {
  const Format f = FormatOf(type);
  const uint32_t sign = std::signbit(value) ? 1u << (f.width - 1) : 0;
  if (std::isnan(value)) return ExponentOnes(f) | (1u << (f.precision - 2));
  const double magnitude = std::fabs(static_cast<double>(value));
  if (magnitude == 0) return sign;
  if (std::isinf(magnitude)) return sign | ExponentOnes(f);
  const int exponent = std::max(std::ilogb(magnitude), f.min_exponent);
  // The significand as an integer, rounded half to even; it may carry into the next exponent.
  const double scaled = std::nearbyint(std::ldexp(magnitude, f.precision - 1 - exponent));
  if (std::ldexp(scaled, exponent - f.precision + 1) >= std::ldexp(1.0, f.max_exponent + 1)) {
    return sign | ExponentOnes(f);
  }
  const auto biased = static_cast<uint32_t>(exponent - f.min_exponent);
  return sign | ((biased << (f.precision - 1)) + static_cast<uint32_t>(scaled));
}

float OracleComp(const OracleWeights& weights, int64_t n) {
  double comp = 0;
  for (int64_t g = 0; g < weights.groups(); ++g) {
    const int64_t end = std::min((g + 1) * weights.group_length, weights.k);
    int64_t sum = 0;
    for (int64_t i = g * weights.group_length; i < end; ++i) {
      sum += weights.value(n, i) - weights.zero(n, g);
    }
    comp += static_cast<double>(weights.scale(n, g)) * static_cast<double>(sum);
  }
  return static_cast<float>(comp);
}

OracleRow OracleQuantize(const std::vector<float>& x, bool asymmetric) {
  OracleRow row;
  row.q.resize(x.size(), 0);
  float min = 0, max = 0;
  for (const float value : x) {
    if (!std::isfinite(value)) row.bad = true;
    min = std::fmin(min, value);
    max = std::fmax(max, value);
  }
  const float range = max - min;
  if (row.bad || (asymmetric && std::isinf(range))) {
    row.bad = true;
    row.scale = NanFloat();
    return row;
  }
  const float epsilon = std::numeric_limits<float>::epsilon();
  row.scale = std::fmax(asymmetric ? range / 255.0f : std::fmax(max, -min) / 127.0f, epsilon);
  const float inverse = 1.0f / row.scale;
  const float zero = std::fmin(std::fmax(-std::nearbyint(min / row.scale), 0.0f), 255.0f);
  for (size_t i = 0; i < x.size(); ++i) {
    const float rounded = std::nearbyint(x[i] * inverse);
    const float q = asymmetric ? std::fmin(std::fmax(rounded + zero, 0.0f), 255.0f) - 128.0f
                               : std::fmin(std::fmax(rounded, -127.0f), 127.0f);
    row.q[i] = static_cast<int32_t>(q);
  }
  row.zero_point = asymmetric ? static_cast<int32_t>(zero) - 128 : 0;
  return row;
}

float OracleLinear(const OracleWeights& weights, const OracleRow& row, bool asymmetric, int64_t n) {
  if (row.bad) return NanFloat();
  float f = 0;
  for (int64_t g = 0; g < weights.groups(); ++g) {
    const int64_t begin = g * weights.group_length;
    const int64_t end = std::min(begin + weights.group_length, weights.k);
    const uint8_t* u = weights.values.data() + n * weights.k;
    const int32_t z = weights.zero(n, g);
    int32_t t = 0;
    for (int64_t i = begin; i < end; ++i) t += (u[i] - z) * row.q[static_cast<size_t>(i)];
    f = std::fma(static_cast<float>(t), weights.scale(n, g), f);
  }
  if (asymmetric) f = std::fma(static_cast<float>(-row.zero_point), OracleComp(weights, n), f);
  const float bias = weights.bias.empty() ? 0.0f : weights.bias[static_cast<size_t>(n)];
  const float y = std::fma(f, row.scale, bias);
  return std::isnan(y) ? NanFloat() : y;
}

}  // namespace nibble::test
