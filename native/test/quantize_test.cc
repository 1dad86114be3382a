// Per-row quantization of every ISA against the oracle, bit for bit.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/problem.h"

namespace nibble::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLargest = std::numeric_limits<float>::max();
constexpr float kDenormal = std::numeric_limits<float>::denorm_min();

uint32_t BitsOf(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

struct Quantized {
  Quantized(int64_t rows, int64_t k, int64_t group_size, Edge edge)
      : layout(LayoutFor(k, group_size)),
        q(static_cast<size_t>(rows * layout.padded_k), edge),
        scale(static_cast<size_t>(rows), edge),
        zero_point(static_cast<size_t>(rows), edge),
        group_sums(static_cast<size_t>(rows * layout.groups), edge) {
    std::fill(q.begin(), q.end(), int8_t{77});
  }

  static nibble_qb4w_layout LayoutFor(int64_t k, int64_t group_size) {
    nibble_qb4w_layout layout = {};
    ExpectOk(nibble_qb4w_layout_of(1, k, group_size, &layout));
    return layout;
  }

  nibble_qb4w_layout layout;
  GuardedBuffer<int8_t> q;
  GuardedBuffer<float> scale;
  GuardedBuffer<int32_t> zero_point;
  GuardedBuffer<int32_t> group_sums;
};

class QuantizeTest : public testing::TestWithParam<int32_t> {
 protected:
  void Check(const TypedMatrix& x, bool asymmetric, int64_t group_size) {
    for (const Edge edge : {Edge::kFront, Edge::kBack}) Check(x, asymmetric, group_size, edge);
  }

  void Check(const TypedMatrix& x, bool asymmetric, int64_t group_size, Edge edge) {
    Quantized result(x.view().rows, x.view().columns, group_size, edge);
    ExpectOk(nibble_quantize_rows(GetParam(),
                                  asymmetric ? NIBBLE_ACT_ASYMMETRIC : NIBBLE_ACT_SYMMETRIC,
                                  group_size, &x.view(), result.q.data(), result.scale.data(),
                                  result.zero_point.data(), result.group_sums.data()));
    for (int64_t row = 0; row < x.view().rows; ++row) {
      ASSERT_NO_FATAL_FAILURE(CheckRow(OracleQuantize(x.Row(row), asymmetric), result, row))
          << "row=" << row << " columns=" << x.view().columns << " type=" << x.view().type
          << " asymmetric=" << asymmetric << " group=" << group_size;
    }
  }

  void CheckValues(const std::vector<float>& values) {
    TypedMatrix x(Type::kFloat32, 1, static_cast<int64_t>(values.size()),
                  static_cast<int64_t>(values.size()), Edge::kBack);
    for (size_t i = 0; i < values.size(); ++i) {
      x.Set(0, static_cast<int64_t>(i), BitsOf(values[i]));
    }
    Check(x, false, 32);
    Check(x, true, 32);
  }

 private:
  static void CheckRow(const OracleRow& expected, const Quantized& result, int64_t row) {
    const auto r = static_cast<size_t>(row);
    ASSERT_EQ(BitsOf(result.scale[r]), BitsOf(expected.scale));
    ASSERT_EQ(result.zero_point[r], expected.zero_point);
    std::vector<int32_t> sums(static_cast<size_t>(result.layout.groups), 0);
    for (int64_t i = 0; i < result.layout.padded_k; ++i) {
      const auto index = static_cast<size_t>(i);
      const int32_t q = index < expected.q.size() ? expected.q[index] : 0;
      ASSERT_EQ(result.q[r * static_cast<size_t>(result.layout.padded_k) + index], q) << "i=" << i;
      sums[static_cast<size_t>(i / result.layout.group_length)] += q;
    }
    for (size_t g = 0; g < sums.size(); ++g) {
      ASSERT_EQ(result.group_sums[r * sums.size() + g], sums[g]) << "g=" << g;
    }
  }
};

TEST_P(QuantizeTest, AgreesWithOracle) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  Random random;
  for (const Type type : {Type::kFloat32, Type::kBFloat16, Type::kFloat16}) {
    for (const int64_t k : {1, 15, 16, 17, 31, 32, 33, 63, 64, 96, 384, 1000}) {
      for (const int64_t group_size : {0, 32, 64, 128}) {
        TypedMatrix x(type, 5, k, k + random.Int(0, 3), k % 2 == 0 ? Edge::kFront : Edge::kBack);
        FillRandom(random, x);
        ASSERT_NO_FATAL_FAILURE(Check(x, false, group_size));
        ASSERT_NO_FATAL_FAILURE(Check(x, true, group_size));
      }
    }
  }
}

// Every bit pattern of the 16-bit types that is a number, in rows of 256 neighbours.
TEST_P(QuantizeTest, WidensEveryHalf) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  for (const Type type : {Type::kBFloat16, Type::kFloat16}) {
    TypedMatrix x(type, 256, 256, 256, Edge::kBack);
    for (uint32_t bits = 0; bits < 65536; ++bits) x.Set(bits / 256, bits % 256, bits);
    ASSERT_NO_FATAL_FAILURE(Check(x, false, 128));
    ASSERT_NO_FATAL_FAILURE(Check(x, true, 128));
  }
}

TEST_P(QuantizeTest, TiesAndExtremes) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  CheckValues({127.0f, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 126.5f, -126.5f, -127.0f});
  CheckValues({0.0f, 255.0f, 0.5f, 1.5f, 2.5f, 254.5f, 127.5f, 128.5f});
  CheckValues({-255.0f, -0.5f, -1.5f, -254.5f});
  CheckValues({0.0f, 0.0f, 0.0f});
  CheckValues({-0.0f, -0.0f});
  CheckValues({kDenormal, -kDenormal, 0.0f});
  CheckValues({0x1p-127f, -0x1p-130f});
  CheckValues({kLargest, 0.0f, 1.0f});
  CheckValues({-kLargest, 0x1p100f});
  CheckValues({3.0f});
  CheckValues({-3.0f});
  std::vector<float> outlier(200, 1e-3f);
  outlier[77] = 1e6f;
  CheckValues(outlier);
}

TEST_P(QuantizeTest, MarksBadRows) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  for (const size_t place : {0u, 15u, 16u, 39u}) {
    for (const float value : {kInfinity, -kInfinity, std::nanf(""), -std::nanf("")}) {
      std::vector<float> values(40, 1.0f);
      values[place] = value;
      ASSERT_NO_FATAL_FAILURE(CheckValues(values));
    }
  }
  CheckValues({kLargest, -kLargest});  // only the asymmetric range overflows
  CheckValues({kLargest, -0x1p103f});
}

INSTANTIATE_TEST_SUITE_P(Isas, QuantizeTest, testing::ValuesIn(AllIsaNumbers()),
                         [](const testing::TestParamInfo<int32_t>& test) {
                           return IsaName(test.param);
                         });

}  // namespace
}  // namespace nibble::test
