// Activation functions and softmax of every ISA: against the definitions bit for bit, and against
// float64 arithmetic for accuracy.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "nibble/nibble.h"
#include "support/guarded_buffer.h"
#include "support/isas.h"
#include "support/oracle_ops.h"
#include "support/problem.h"
#include "support/random.h"

namespace nibble::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

uint32_t BitsOf(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

float OfBits(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

// Floats of every exponent and sign, infinities and NaNs among them, and the places where a
// definition changes branch.
std::vector<float> ManyFloats() {
  std::vector<float> values;
  for (uint64_t bits = 0; bits <= 0xffffffffu; bits += 7919) {
    values.push_back(OfBits(static_cast<uint32_t>(bits)));
  }
  for (const float edge : {0.0f, 0.625f, 1.0f, 16.0f, 87.3f, 88.72284f, 89.0f, 103.97f, 104.0f,
                           110.0f, kInfinity, std::nanf(""), OfBits(0x7f800001u)}) {
    for (const float sign : {1.0f, -1.0f}) {
      values.push_back(std::copysign(edge, sign));
      values.push_back(std::nextafter(std::copysign(edge, sign), 0.0f));
      values.push_back(std::nextafter(std::copysign(edge, sign), sign * kInfinity));
    }
  }
  return values;
}

double Ulp(double x) {
  const int exponent = std::max(std::ilogb(std::max(std::fabs(x), 0x1p-126)), -126);
  return std::ldexp(1.0, exponent - 23);
}

// Largest error of a function over [low, high], in ulps of the exact result and absolutely.
struct Error {
  double ulps = 0, absolute = 0;
};

class ActivationTest : public testing::TestWithParam<int32_t> {
 protected:
  std::vector<float> Activate(int32_t activation, const std::vector<float>& values) {
    GuardedBuffer<float> x(values, values.size() % 2 == 0 ? Edge::kFront : Edge::kBack);
    ExpectOk(nibble_activate(GetParam(), activation, static_cast<int64_t>(x.size()), x.data()));
    return std::vector<float>(x.begin(), x.end());
  }

  Error ErrorOf(int32_t activation, float low, float high) {
    std::vector<float> x;
    const int count = 300000;
    for (int i = 0; i <= count; ++i) {
      x.push_back(low + (high - low) * static_cast<float>(i) / static_cast<float>(count));
    }
    const std::vector<float> y = Activate(activation, x);
    Error error;
    for (size_t i = 0; i < x.size(); ++i) {
      const double exact = ExactActivate(activation, x[i]);
      const double difference = std::fabs(static_cast<double>(y[i]) - exact);
      error.absolute = std::max(error.absolute, difference);
      error.ulps = std::max(error.ulps, difference / Ulp(exact));
    }
    return error;
  }
};

TEST_P(ActivationTest, FollowsTheDefinitionBitForBit) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  const std::vector<float> x = ManyFloats();
  for (int32_t activation = NIBBLE_IDENTITY; activation <= NIBBLE_SIGMOID; ++activation) {
    const std::vector<float> y = Activate(activation, x);
    for (size_t i = 0; i < x.size(); ++i) {
      ASSERT_EQ(BitsOf(y[i]), BitsOf(OracleActivate(activation, x[i])))
          << "activation " << activation << " of " << x[i];
    }
  }
}

TEST_P(ActivationTest, IsAccurate) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  EXPECT_LE(ErrorOf(NIBBLE_SIGMOID, -87.0f, 20.0f).ulps, 3);
  EXPECT_LE(ErrorOf(NIBBLE_SILU, -87.0f, 20.0f).ulps, 4);
  EXPECT_LE(ErrorOf(NIBBLE_SILU, -120.0f, -87.0f).absolute, 1e-36);
  EXPECT_LE(ErrorOf(NIBBLE_TANH, -10.0f, 10.0f).ulps, 2);
  EXPECT_LE(ErrorOf(NIBBLE_TANH, -0.01f, 0.01f).ulps, 2);
  EXPECT_LE(ErrorOf(NIBBLE_GELU_ERF, -13.0f, 10.0f).ulps, 8);
  EXPECT_LE(ErrorOf(NIBBLE_GELU_ERF, -20.0f, -13.0f).absolute, 1e-36);
  EXPECT_LE(ErrorOf(NIBBLE_GELU_TANH, -20.0f, 2.0f).absolute, 1e-6);
  EXPECT_LE(ErrorOf(NIBBLE_GELU_TANH, 0.0f, 20.0f).ulps, 4);
}

TEST_P(ActivationTest, Limits) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  const auto at = [&](int32_t activation, float x) { return Activate(activation, {x})[0]; };
  EXPECT_EQ(at(NIBBLE_RELU, -kInfinity), 0);
  EXPECT_EQ(at(NIBBLE_RELU, kInfinity), kInfinity);
  for (const int32_t activation : {NIBBLE_GELU_ERF, NIBBLE_GELU_TANH, NIBBLE_SILU}) {
    EXPECT_EQ(at(activation, -kInfinity), 0);
    EXPECT_EQ(at(activation, 0), 0);
    EXPECT_EQ(at(activation, kInfinity), kInfinity);
  }
  EXPECT_EQ(at(NIBBLE_TANH, -kInfinity), -1);
  EXPECT_EQ(at(NIBBLE_TANH, kInfinity), 1);
  EXPECT_EQ(at(NIBBLE_SIGMOID, -kInfinity), 0);
  EXPECT_EQ(at(NIBBLE_SIGMOID, 0), 0.5f);
  EXPECT_EQ(at(NIBBLE_SIGMOID, kInfinity), 1);
  for (int32_t activation = NIBBLE_IDENTITY; activation <= NIBBLE_SIGMOID; ++activation) {
    EXPECT_EQ(BitsOf(at(activation, OfBits(0xffc12345u))), 0x7fc00000u) << activation;
  }
}

TEST_P(ActivationTest, TouchesItsElementsOnly) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  for (const Edge edge : {Edge::kFront, Edge::kBack}) {
    for (int64_t count = 0; count <= 40; ++count) {
      GuardedBuffer<float> x(static_cast<size_t>(count), edge);
      for (float& value : x) value = 1.0f;
      ExpectOk(nibble_activate(GetParam(), NIBBLE_SILU, count, x.data()));
      for (const float value : x) EXPECT_EQ(value, OracleActivate(NIBBLE_SILU, 1.0f));
    }
  }
}

class SoftmaxTest : public testing::TestWithParam<int32_t> {
 protected:
  std::vector<float> Softmax(const std::vector<float>& row) {
    GuardedBuffer<float> x(row, row.size() % 2 == 0 ? Edge::kFront : Edge::kBack);
    const auto columns = static_cast<int64_t>(row.size());
    const nibble_matrix matrix = {x.data(), 1, columns, columns, NIBBLE_FLOAT32};
    ExpectOk(nibble_softmax(GetParam(), &matrix));
    return std::vector<float>(x.begin(), x.end());
  }

  void ExpectNans(const std::vector<float>& row) {
    for (const float y : Softmax(row)) EXPECT_EQ(BitsOf(y), 0x7fc00000u);
  }
};

TEST_P(SoftmaxTest, FollowsTheDefinitionAndIsAccurate) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  Random random;
  for (const int64_t columns : {1, 2, 10, 15, 16, 17, 31, 32, 33, 100, 1000}) {
    for (const float spread : {0.1f, 5.0f, 200.0f}) {
      const std::vector<float> x = random.Floats(columns, -spread, spread);
      const std::vector<float> y = Softmax(x);
      const std::vector<float> expected = OracleSoftmax(x);
      const double max = *std::max_element(x.begin(), x.end());
      double sum = 0;
      for (const float value : x) sum += std::exp(value - max);
      for (size_t j = 0; j < x.size(); ++j) {
        ASSERT_EQ(BitsOf(y[j]), BitsOf(expected[j])) << "columns=" << columns << " j=" << j;
        ASSERT_NEAR(y[j], std::exp(x[j] - max) / sum, 1e-6);
      }
    }
  }
}

TEST_P(SoftmaxTest, Infinities) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  EXPECT_EQ(Softmax({1.0f, -kInfinity, 1.0f}), (std::vector<float>{0.5f, 0.0f, 0.5f}));
  EXPECT_EQ(Softmax({3e38f, -3e38f}), (std::vector<float>{1.0f, 0.0f}));
  ExpectNans({1.0f, kInfinity, 1.0f});
  ExpectNans({-kInfinity, -kInfinity});
  std::vector<float> row(40, 1.0f);
  row[33] = std::nanf("");
  ExpectNans(row);
}

TEST_P(SoftmaxTest, RowsAreIndependentAndStridesKept) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  Random random;
  // The last row ends with its columns.
  const std::vector<float> before = random.Floats(3 * 12 + 10, -3.0f, 3.0f);
  GuardedBuffer<float> x(before, Edge::kBack);
  const nibble_matrix matrix = {x.data(), 4, 10, 12, NIBBLE_FLOAT32};
  ExpectOk(nibble_softmax(GetParam(), &matrix));
  for (size_t row = 0; row < 4; ++row) {
    const auto begin = before.begin() + static_cast<int64_t>(row) * 12;
    const std::vector<float> expected = OracleSoftmax(std::vector<float>(begin, begin + 10));
    for (size_t j = 0; j < 12 && row * 12 + j < x.size(); ++j) {
      EXPECT_EQ(x[row * 12 + j], j < 10 ? expected[j] : before[row * 12 + j]);
    }
  }
}

std::string NameOf(const testing::TestParamInfo<int32_t>& test) { return IsaName(test.param); }

INSTANTIATE_TEST_SUITE_P(Isas, ActivationTest, testing::ValuesIn(AllIsaNumbers()), NameOf);
INSTANTIATE_TEST_SUITE_P(Isas, SoftmaxTest, testing::ValuesIn(AllIsaNumbers()), NameOf);

}  // namespace
}  // namespace nibble::test
