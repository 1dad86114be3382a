// The linear layers with int4 and int8 weights on extreme and bad data, in batches of every kind.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/problem.h"

namespace nibble::test {
namespace {

using Fill = void (*)(OracleWeights& weights, TypedMatrix& x, uint8_t largest);

void FillAll(TypedMatrix& x, float value) {
  for (int64_t m = 0; m < x.view().rows; ++m) {
    for (int64_t i = 0; i < x.view().columns; ++i) {
      x.Set(m, i, Encode(static_cast<Type>(x.view().type), value));
    }
  }
}

void AllSmallest(OracleWeights& weights, TypedMatrix& x, uint8_t) {
  std::fill(weights.values.begin(), weights.values.end(), uint8_t{0});
  FillAll(x, -1.0f);
}

void AllLargest(OracleWeights& weights, TypedMatrix& x, uint8_t largest) {
  std::fill(weights.values.begin(), weights.values.end(), largest);
  FillAll(x, 1.0f);
}

void SmallestTimesLargest(OracleWeights& weights, TypedMatrix& x, uint8_t) {
  std::fill(weights.values.begin(), weights.values.end(), uint8_t{0});
  FillAll(x, 1.0f);
}

void LargestTimesSmallest(OracleWeights& weights, TypedMatrix& x, uint8_t largest) {
  std::fill(weights.values.begin(), weights.values.end(), largest);
  FillAll(x, -1.0f);
}

void AllZero(OracleWeights&, TypedMatrix& x, uint8_t) { FillAll(x, 0.0f); }

void OneOutlier(OracleWeights&, TypedMatrix& x, uint8_t) {
  FillAll(x, 1e-3f);
  x.Set(0, x.view().columns / 2, Encode(static_cast<Type>(x.view().type), 1e4f));
}

void OutlierWithOppositeSign(OracleWeights&, TypedMatrix& x, uint8_t) {
  FillAll(x, -1e-3f);
  x.Set(x.view().rows - 1, 0, Encode(static_cast<Type>(x.view().type), 6e4f));
}

constexpr Fill kFills[] = {AllSmallest, AllLargest, SmallestTimesLargest,   LargestTimesSmallest,
                           AllZero,     OneOutlier, OutlierWithOppositeSign};

class LinearDataTest : public testing::TestWithParam<int32_t> {
 protected:
  int32_t isa() const { return GetParam(); }

  // Runs a layer over x and compares with the oracle.
  void Check(const OracleWeights& weights, const LayerSettings& settings, bool asymmetric,
             const TypedMatrix& x) {
    const PackedLayer layer(weights, settings, Edge::kBack);
    TypedMatrix y(Type::kFloat32, x.view().rows, weights.n, weights.n, Edge::kBack);
    RunLinear(isa(), layer, asymmetric, NIBBLE_IDENTITY, x, y);
    ASSERT_EQ(CompareWithOracle(weights, asymmetric, x, y), "")
        << "k=" << weights.k << " group=" << settings.group_size << " int8=" << settings.int8
        << " asymmetric weights=" << settings.asymmetric_weights << " activations=" << asymmetric;
  }
};

TEST_P(LinearDataTest, ExtremeData) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  for (const int64_t group_size : {0, 32, 64, 128}) {
    for (LayerSettings settings : {LayerSettings{33, 200, group_size, false, true, false, false},
                                   LayerSettings{33, 200, group_size, true, true, false, false},
                                   LayerSettings{33, 200, group_size, false, true, false, true}}) {
      for (const bool asymmetric : {false, true}) {
        for (const Type type : {Type::kFloat32, Type::kBFloat16, Type::kFloat16}) {
          for (const Fill fill : kFills) {
            OracleWeights weights = RandomWeights(random, settings);
            TypedMatrix x(type, 7, settings.k, settings.k, Edge::kBack);
            fill(weights, x, settings.largest());
            ASSERT_NO_FATAL_FAILURE(Check(weights, settings, asymmetric, x));
          }
        }
      }
    }
  }
}

// The integer sums of the longest per-channel group reach 15·128·2^20, just below 2^31.
TEST_P(LinearDataTest, LongestGroupIsExact) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  for (const uint8_t zero : {uint8_t{0}, uint8_t{8}, uint8_t{15}}) {
    for (const uint8_t value : {uint8_t{0}, uint8_t{15}}) {
      const LayerSettings settings = {2, NIBBLE_MAX_K, 0, zero != 8, false};
      OracleWeights weights = RandomWeights(random, settings);
      std::fill(weights.values.begin(), weights.values.end(), value);
      std::fill(weights.zero_points.begin(), weights.zero_points.end(), zero);
      TypedMatrix x(Type::kFloat32, 3, settings.k, settings.k, Edge::kBack);
      FillAll(x, -1.0f);
      ASSERT_NO_FATAL_FAILURE(Check(weights, settings, true, x));
      ASSERT_NO_FATAL_FAILURE(Check(weights, settings, false, x));
    }
  }
}

// The same for int8 weights: −128 times −128, 131071 times.
TEST_P(LinearDataTest, LongestInt8ChannelIsExact) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  LayerSettings settings = {2, NIBBLE_MAX_INT8_CHANNEL_K, 0, false, false};
  settings.int8 = true;
  for (const uint8_t value : {uint8_t{0}, uint8_t{255}}) {
    OracleWeights weights = RandomWeights(random, settings);
    std::fill(weights.values.begin(), weights.values.end(), value);
    for (const int64_t m : {1, 3, 17}) {
      TypedMatrix x(Type::kFloat32, m, settings.k, settings.k, Edge::kBack);
      for (const float sign : {-1.0f, 1.0f}) {
        FillAll(x, sign);
        ASSERT_NO_FATAL_FAILURE(Check(weights, settings, true, x));
        ASSERT_NO_FATAL_FAILURE(Check(weights, settings, false, x));
      }
    }
  }
}

// More rows than one chunk holds, for a small and for a large k.
TEST_P(LinearDataTest, ManyChunks) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  for (const auto& [m, k] : {std::pair<int64_t, int64_t>{600, 40}, {30, 40000}}) {
    for (const bool int8 : {false, true}) {
      const LayerSettings settings = {33, k, 64, !int8, true, false, int8};
      const OracleWeights weights = RandomWeights(random, settings);
      TypedMatrix x(Type::kFloat32, m, k, k + 1, Edge::kBack);
      FillRandom(random, x);
      ASSERT_NO_FATAL_FAILURE(Check(weights, settings, true, x));
    }
  }
}

// Symmetric: f is 0. Asymmetric: q = z_a = −128 everywhere, and what the roundings of f and comp
// leave, times the smallest scale, is far below half an ulp of a bias of this size.
TEST_P(LinearDataTest, ZeroRowGivesExactlyTheBias) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  for (const bool asymmetric : {false, true}) {
    const LayerSettings settings = {40, 96, 32, true, true};
    OracleWeights weights = RandomWeights(random, settings);
    weights.bias = random.Floats(40, 0x1p-6f, 1.0f);
    const PackedLayer layer(weights, settings, Edge::kBack);
    TypedMatrix x(Type::kFloat32, 1, 96, 96, Edge::kBack);
    TypedMatrix y(Type::kFloat32, 1, 40, 40, Edge::kBack);
    FillAll(x, 0.0f);
    RunLinear(isa(), layer, asymmetric, NIBBLE_IDENTITY, x, y);
    EXPECT_EQ(y.Row(0), weights.bias);
  }
}

TEST_P(LinearDataTest, BadRowsAreNanAndTheirNeighboursUntouched) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  const float infinity = std::numeric_limits<float>::infinity();
  for (const Type type : {Type::kFloat32, Type::kBFloat16, Type::kFloat16}) {
    for (const bool asymmetric : {false, true}) {
      const LayerSettings settings = {33, 70, 32, true, true};
      const OracleWeights weights = RandomWeights(random, settings);
      const PackedLayer layer(weights, settings, Edge::kBack);
      TypedMatrix x(type, 9, 70, 70, Edge::kBack);
      TypedMatrix y(type, 9, 33, 33, Edge::kBack);
      FillRandom(random, x);
      x.Set(1, 69, Encode(type, std::nanf("")));
      x.Set(4, 0, Encode(type, infinity));
      x.Set(8, 31, Encode(type, -infinity));
      RunLinear(isa(), layer, asymmetric, NIBBLE_IDENTITY, x, y);
      EXPECT_EQ(CompareWithOracle(weights, asymmetric, x, y), "");
      for (const int64_t bad : {1, 4, 8}) {
        for (const float value : y.Row(bad)) EXPECT_TRUE(std::isnan(value));
      }
      for (const float value : y.Row(5)) EXPECT_TRUE(std::isfinite(value));
    }
  }
}

TEST_P(LinearDataTest, NotANumberInTheWeightsIsCanonical) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  const LayerSettings settings = {33, 64, 32, false, true};
  OracleWeights weights = RandomWeights(random, settings);
  weights.scales[0] = std::nanf("");
  weights.scales[5] = std::numeric_limits<float>::infinity();
  weights.bias[7] = -std::nanf("");
  weights.bias[8] = -std::numeric_limits<float>::infinity();
  TypedMatrix x(Type::kFloat32, 3, 64, 64, Edge::kBack);
  FillRandom(random, x);
  Check(weights, settings, false, x);
  Check(weights, settings, true, x);
}

// A row alone, in batches of every size, and in a shuffled batch.
TEST_P(LinearDataTest, RowDoesNotDependOnItsBatch) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  constexpr int64_t kRows = 14;
  const LayerSettings settings = {45, 100, 32, true, true};
  const OracleWeights weights = RandomWeights(random, settings);
  const PackedLayer layer(weights, settings, Edge::kBack);
  TypedMatrix all(Type::kFloat32, kRows, 100, 100, Edge::kBack);
  FillRandom(random, all);
  std::vector<std::vector<float>> alone;
  for (int64_t row = 0; row < kRows; ++row) {
    TypedMatrix x(Type::kFloat32, 1, 100, 100, Edge::kBack);
    TypedMatrix y(Type::kFloat32, 1, 45, 45, Edge::kBack);
    for (int64_t i = 0; i < 100; ++i) x.Set(0, i, all.Bits(row, i));
    RunLinear(isa(), layer, true, NIBBLE_SILU, x, y);
    alone.push_back(y.Row(0));
  }
  for (int64_t m = 1; m <= kRows; ++m) {
    std::vector<int64_t> order(kRows);
    std::iota(order.begin(), order.end(), int64_t{0});
    for (size_t i = order.size() - 1; i > 0; --i) {
      std::swap(order[i], order[static_cast<size_t>(random.Int(0, static_cast<int64_t>(i)))]);
    }
    TypedMatrix x(Type::kFloat32, m, 100, 103, Edge::kFront);
    TypedMatrix y(Type::kFloat32, m, 45, 47, Edge::kFront);
    for (int64_t row = 0; row < m; ++row) {
      for (int64_t i = 0; i < 100; ++i) {
        x.Set(row, i, all.Bits(order[static_cast<size_t>(row)], i));
      }
    }
    RunLinear(isa(), layer, true, NIBBLE_SILU, x, y);
    for (int64_t row = 0; row < m; ++row) {
      EXPECT_EQ(y.Row(row), alone[static_cast<size_t>(order[static_cast<size_t>(row)])]);
    }
  }
}

// The layer's activation function is the operator applied to the layer's float32 result, and 16-bit
// results are rounded after it.
TEST_P(LinearDataTest, ActivationFunctionComesAfterTheBias) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  const LayerSettings settings = {33, 64, 32, true, true};
  const OracleWeights weights = RandomWeights(random, settings);
  const PackedLayer layer(weights, settings, Edge::kBack);
  TypedMatrix x(Type::kFloat32, 7, 64, 64, Edge::kBack);
  FillRandom(random, x);
  TypedMatrix plain(Type::kFloat32, 7, 33, 33, Edge::kBack);
  RunLinear(isa(), layer, true, NIBBLE_IDENTITY, x, plain);
  for (int32_t activation = NIBBLE_RELU; activation <= NIBBLE_SIGMOID; ++activation) {
    for (const Type type : {Type::kFloat32, Type::kBFloat16, Type::kFloat16}) {
      TypedMatrix y(type, 7, 33, 35, Edge::kBack);
      RunLinear(isa(), layer, true, activation, x, y);
      for (int64_t m = 0; m < 7; ++m) {
        std::vector<float> expected = plain.Row(m);
        ExpectOk(nibble_activate(isa(), activation, 33, expected.data()));
        for (int64_t n = 0; n < 33; ++n) {
          ASSERT_EQ(y.Bits(m, n), Encode(type, expected[static_cast<size_t>(n)]));
        }
      }
      EXPECT_TRUE(y.MarksSurvive());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Isas, LinearDataTest, testing::ValuesIn(AllIsaNumbers()),
                         [](const testing::TestParamInfo<int32_t>& test) {
                           return IsaName(test.param);
                         });

}  // namespace
}  // namespace nibble::test
