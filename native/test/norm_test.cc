// Normalization of rows on every ISA: the definitions bit for bit, and float64 arithmetic closely.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/matrices.h"
#include "support/oracle_encoder.h"

namespace nibble::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr int64_t kColumns[] = {1, 2, 15, 16, 17, 31, 32, 33, 48, 100, 384, 1000};

class NormTest : public testing::TestWithParam<int32_t> {
 protected:
  void SetUp() override { NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam()); }

  Random random_;
};

TEST_P(NormTest, LayerNormFollowsTheDefinition) {
  for (const int64_t columns : kColumns) {
    for (const bool residual : {false, true}) {
      for (const bool bias : {false, true}) {
        const Edge edge = bias ? Edge::kBack : Edge::kFront;
        TypedMatrix x = Floats(5, columns, 3, edge), r = Floats(5, columns, 0, edge);
        TypedMatrix y = Floats(5, columns, 1, edge);
        Fill(random_, x, columns == 33 ? 1e4f : 3.0f);
        Fill(random_, r);
        const GuardedBuffer<float> w(random_.Floats(columns, -2, 2), edge);
        const GuardedBuffer<float> b(random_.Floats(bias ? columns : 0, -2, 2), edge);
        ExpectOk(nibble_layer_norm(GetParam(), w.data(), bias ? b.data() : nullptr, 1e-5f,
                                   &x.view(), residual ? &r.view() : nullptr, &y.view()));
        for (int64_t row = 0; row < 5; ++row) {
          ASSERT_EQ(Difference(y, row,
                               OracleLayerNorm(x.Row(row), residual ? r.Row(row) : Row(),
                                               Row(w.begin(), w.end()), Row(b.begin(), b.end()),
                                               1e-5f)),
                    "")
              << columns << " columns";
        }
      }
    }
  }
}

TEST_P(NormTest, LayerNormIsAccurate) {
  TypedMatrix x = Floats(20, 384), y = Floats(20, 384);
  Fill(random_, x);
  const std::vector<float> w(384, 1.0f);
  ExpectOk(
      nibble_layer_norm(GetParam(), w.data(), w.data(), 1e-12f, &x.view(), nullptr, &y.view()));
  for (int64_t row = 0; row < 20; ++row) {
    double mean = 0, squares = 0;
    for (const float v : x.Row(row)) mean += v / 384.0;
    for (const float v : x.Row(row)) squares += (v - mean) * (v - mean) / 384;
    for (int64_t c = 0; c < 384; ++c) {
      ASSERT_NEAR(y.Value(row, c), (x.Value(row, c) - mean) / std::sqrt(squares + 1e-12) + 1, 2e-6);
    }
  }
}

TEST_P(NormTest, RmsNormFollowsTheDefinition) {
  for (const int64_t columns : kColumns) {
    for (const bool residual : {false, true}) {
      TypedMatrix x = Floats(4, columns), r = Floats(4, columns), y = Floats(4, columns);
      Fill(random_, x);
      Fill(random_, r);
      const GuardedBuffer<float> w(random_.Floats(columns, -2, 2), Edge::kBack);
      ExpectOk(nibble_rms_norm(GetParam(), w.data(), 1e-6f, &x.view(),
                               residual ? &r.view() : nullptr, &y.view()));
      for (int64_t row = 0; row < 4; ++row) {
        ASSERT_EQ(Difference(y, row,
                             OracleRmsNorm(x.Row(row), residual ? r.Row(row) : Row(),
                                           Row(w.begin(), w.end()), 1e-6f)),
                  "");
      }
    }
  }
}

TEST_P(NormTest, L2NormalizeFollowsTheDefinition) {
  for (const int64_t columns : kColumns) {
    TypedMatrix x = Floats(5, columns), y = Floats(5, columns);
    Fill(random_, x);
    for (int64_t c = 0; c < columns; ++c) {
      x.Set(1, c, 0);                          // no direction: stays 0
      x.Set(2, c, BitsOf(c == 0 ? 1e-13f : 0));  // shorter than the bound
    }
    ExpectOk(nibble_l2_normalize(GetParam(), &x.view(), &y.view()));
    for (int64_t row = 0; row < 5; ++row) {
      ASSERT_EQ(Difference(y, row, OracleL2Normalize(x.Row(row))), "");
    }
    EXPECT_EQ(y.Value(1, 0), 0);
    EXPECT_NEAR(y.Value(2, 0), 0.1, 1e-6);
  }
}

TEST_P(NormTest, InPlace) {
  for (const bool onto_residual : {false, true}) {
    TypedMatrix x = Floats(3, 40), r = Floats(3, 40), y = Floats(3, 40);
    Fill(random_, x);
    Fill(random_, r);
    const std::vector<float> w = random_.Floats(40, -1, 1);
    const TypedMatrix& target = onto_residual ? r : x;
    ExpectOk(nibble_layer_norm(GetParam(), w.data(), w.data(), 1e-5f, &x.view(), &r.view(),
                               &y.view()));
    ExpectOk(nibble_layer_norm(GetParam(), w.data(), w.data(), 1e-5f, &x.view(), &r.view(),
                               &target.view()));
    for (int64_t row = 0; row < 3; ++row) EXPECT_EQ(Difference(target, row, y.Row(row)), "");
    ExpectOk(nibble_l2_normalize(GetParam(), &target.view(), &target.view()));
    for (int64_t row = 0; row < 3; ++row) {
      EXPECT_EQ(Difference(target, row, OracleL2Normalize(y.Row(row))), "");
    }
  }
}

TEST_P(NormTest, ARowThatIsNotFiniteBecomesNanAndItsNeighboursStay) {
  for (const float bad : {kInfinity, -kInfinity, std::nanf("")}) {
    TypedMatrix x = Floats(3, 37), y = Floats(3, 37);
    Fill(random_, x);
    x.Set(1, 35, BitsOf(bad));
    const std::vector<float> w(37, 1.0f);
    ExpectOk(nibble_layer_norm(GetParam(), w.data(), nullptr, 0, &x.view(), nullptr, &y.view()));
    for (int64_t c = 0; c < 37; ++c) {
      EXPECT_EQ(y.Bits(1, c), 0x7fc00000u);
      EXPECT_TRUE(std::isfinite(y.Value(0, c)) && std::isfinite(y.Value(2, c)));
    }
    ExpectOk(nibble_rms_norm(GetParam(), w.data(), 0, &x.view(), nullptr, &y.view()));
    EXPECT_EQ(Difference(y, 1, OracleRmsNorm(x.Row(1), {}, w, 0)), "");
    ExpectOk(nibble_l2_normalize(GetParam(), &x.view(), &y.view()));
    EXPECT_EQ(Difference(y, 1, OracleL2Normalize(x.Row(1))), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Isas, NormTest, testing::ValuesIn(AllIsaNumbers()),
                         [](const auto& test) { return IsaName(test.param); });

}  // namespace
}  // namespace nibble::test
