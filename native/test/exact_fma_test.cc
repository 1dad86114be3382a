// The portable fma against the C library's.
#include "kernels/exact_fma.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/random.h"

namespace nibble::test {
namespace {

uint32_t BitsOf(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

float FloatOf(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

void ExpectSame(float a, float b, float c) {
  const float expected = std::fma(a, b, c);
  const Float32x2 actual = ExactFma(Float32x2{a, 1}, Float32x2{b, 1}, Float32x2{c, 1});
  EXPECT_EQ(actual[1], 2.0f);
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(actual[0])) << a << " · " << b << " + " << c;
  } else {
    EXPECT_EQ(BitsOf(actual[0]), BitsOf(expected)) << a << " · " << b << " + " << c;
  }
}

TEST(ExactFmaTest, SpecialValues) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kMax = std::numeric_limits<float>::max();
  constexpr float kMin = std::numeric_limits<float>::min();
  constexpr float kDenormal = std::numeric_limits<float>::denorm_min();
  const std::vector<float> values = {
      0.0f,  -0.0f, 1.0f,  -1.0f,     3.0f,       0x1.000002p0f, 0x1.fffffep0f, kMax,
      -kMax, kMin,  -kMin, kDenormal, -kDenormal, kInfinity,     -kInfinity,    std::nanf("")};
  for (const float a : values) {
    for (const float b : values) {
      for (const float c : values) ExpectSame(a, b, c);
    }
  }
}

// Any bits; then addends near the product or the end of its digits, where rounding twice shows.
TEST(ExactFmaTest, RandomBits) {
  Random random;
  for (int i = 0; i < 200000; ++i) {
    ExpectSame(FloatOf(random.Bits()), FloatOf(random.Bits()), FloatOf(random.Bits()));
    const float a = FloatOf((random.Bits() & 0x807fffffu) | 0x3f800000u);
    const float b = FloatOf((random.Bits() & 0x807ff000u) | 0x3f800000u);
    const int exponent = static_cast<int>(random.Bits() % 110) - 55;
    const float c = std::ldexp(FloatOf((random.Bits() & 0x807f0000u) | 0x3f800000u), exponent);
    ExpectSame(a, b, c);
    ExpectSame(std::ldexp(a, -70), std::ldexp(b, -70), std::ldexp(c, -140));
    ExpectSame(a, b, -a * b);
  }
}

}  // namespace
}  // namespace nibble::test
