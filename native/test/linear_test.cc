// The linear layers with int4 and int8 weights of every ISA against the oracle, bit for bit.
#include <gtest/gtest.h>

#include <sstream>
#include <tuple>

#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/problem.h"

namespace nibble::test {
namespace {

constexpr int64_t kRows[] = {0, 1, 2, 3, 4, 5, 7, 16, 33, 160};
constexpr int64_t kColumns[] = {1, 10, 31, 32, 33, 64, 384};
constexpr int64_t kDepths[] = {1, 31, 32, 63, 64, 96, 384, 1000};
constexpr Type kTypes[] = {Type::kFloat32, Type::kBFloat16, Type::kFloat16};

struct Case {
  int64_t m;
  LayerSettings layer;
  bool asymmetric_activations;
  Type in, out;
  Edge edge;
};

std::string Describe(const Case& c) {
  std::ostringstream text;
  text << "m=" << c.m << " n=" << c.layer.n << " k=" << c.layer.k << " group=" << c.layer.group_size
       << " bias=" << c.layer.bias << " bfloat16 scales=" << c.layer.bfloat16_scales
       << " in=" << static_cast<int>(c.in) << " out=" << static_cast<int>(c.out);
  return text.str();
}

enum class Weights { kInt4Symmetric, kInt4Asymmetric, kInt8 };

const char* WordOf(Weights weights) {
  constexpr const char* kNames[] = {"symw", "asymw", "int8"};
  return kNames[static_cast<int>(weights)];
}
void PrintTo(Weights weights, std::ostream* out) { *out << WordOf(weights); }

// Everything about a layer but its shape: ISA, group size, weights, asymmetric activations.
using Settings = std::tuple<int32_t, int64_t, Weights, bool>;

class LinearTest : public testing::TestWithParam<Settings> {
 protected:
  int32_t isa() const { return std::get<0>(GetParam()); }
  Weights weights() const { return std::get<2>(GetParam()); }

  Case CaseOf(int64_t m, int64_t n, int64_t k) const {
    Case c = {};
    c.m = m;
    c.layer = {n, k, std::get<1>(GetParam()), weights() == Weights::kInt4Asymmetric, false};
    c.layer.int8 = weights() == Weights::kInt8;
    c.asymmetric_activations = std::get<3>(GetParam());
    return c;
  }

  void Run(Random& random, const Case& c) {
    const OracleWeights weights = RandomWeights(random, c.layer);
    const PackedLayer layer(weights, c.layer, c.edge);
    TypedMatrix x(c.in, c.m, c.layer.k, c.layer.k + random.Int(0, 3), c.edge);
    TypedMatrix y(c.out, c.m, c.layer.n, c.layer.n + random.Int(0, 3), c.edge);
    FillRandom(random, x);
    RunLinear(isa(), layer, c.asymmetric_activations, NIBBLE_IDENTITY, x, y);
    ASSERT_EQ(CompareWithOracle(weights, c.asymmetric_activations, x, y), "") << Describe(c);
    ++cases_;
  }

  int cases_ = 0;
};

// Every shape. Types, bias and the guarded edge rotate with periods that no shape count shares.
TEST_P(LinearTest, AgreesWithOracleOnEveryShape) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  uint32_t turn = random.Bits() % 36;
  for (const int64_t k : kDepths) {
    for (const int64_t n : kColumns) {
      for (const int64_t m : kRows) {
        Case c = CaseOf(m, n, k);
        turn = (turn + 5) % 36;
        c.in = kTypes[turn % 3];
        c.out = kTypes[turn / 3 % 3];
        c.layer.bias = turn / 9 % 2 == 1;
        c.edge = turn / 18 == 1 ? Edge::kFront : Edge::kBack;
        ASSERT_NO_FATAL_FAILURE(Run(random, c));
      }
    }
  }
  EXPECT_EQ(cases_, 10 * 7 * 8);
}

TEST_P(LinearTest, AgreesWithOracleOnEveryTypeAndBias) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  for (const Type in : kTypes) {
    for (const Type out : kTypes) {
      for (const bool bias : {false, true}) {
        for (const int64_t m : {1, 7}) {
          for (const int64_t k : {31, 160}) {
            Case c = CaseOf(m, 33, k);
            c.in = in;
            c.out = out;
            c.layer.bias = bias;
            c.edge = bias ? Edge::kFront : Edge::kBack;
            ASSERT_NO_FATAL_FAILURE(Run(random, c));
          }
        }
      }
    }
  }
  EXPECT_EQ(cases_, 3 * 3 * 2 * 2 * 2);
}

// A stride leads from a row to the next: with one row there is none, so that adding it to a pointer
// would be undefined (the build with sanitizers tells).
TEST_P(LinearTest, OneRowMayHaveAnyStride) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  const Case c = CaseOf(1, 33, 40);
  const OracleWeights weights = RandomWeights(random, c.layer);
  const PackedLayer layer(weights, c.layer, Edge::kBack);
  for (const Type type : kTypes) {
    TypedMatrix x(type, 1, c.layer.k, INT64_MAX, Edge::kBack);
    TypedMatrix y(type, 1, c.layer.n, INT64_MAX, Edge::kBack);
    FillRandom(random, x);
    RunLinear(isa(), layer, c.asymmetric_activations, NIBBLE_IDENTITY, x, y);
    EXPECT_EQ(CompareWithOracle(weights, c.asymmetric_activations, x, y), "");
  }
}

// Layers whose panels the driver hands out in several blocks, the last one short.
TEST_P(LinearTest, AgreesWithOracleAcrossBlocksOfPanels) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  Random random;
  for (const int64_t m : {1, 8}) {
    Case c = CaseOf(m, 170, 4000);
    c.layer.bias = m > 1;
    ASSERT_NO_FATAL_FAILURE(Run(random, c));
  }
}

TEST_P(LinearTest, AgreesWithOracleOnBfloat16Scales) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(isa());
  if (weights() == Weights::kInt8) return;  // their scales are float32
  Random random;
  for (const int64_t k : kDepths) {
    for (const int64_t n : {1, 33, 64, 175}) {
      for (const int64_t m : {1, 2, 3, 7, 16, 33}) {
        Case c = CaseOf(m, n, k);
        c.layer.bias = true;
        c.layer.bfloat16_scales = true;
        c.edge = m % 2 == 0 ? Edge::kFront : Edge::kBack;
        ASSERT_NO_FATAL_FAILURE(Run(random, c));
      }
    }
  }
  EXPECT_EQ(cases_, 8 * 4 * 6);
}

std::string NameOf(const testing::TestParamInfo<Settings>& test) {
  const auto& [isa, group, weights, asymmetric_activations] = test.param;
  return IsaName(isa) + (group == 0 ? "_channel" : "_g" + std::to_string(group)) +
         "_" + WordOf(weights) + (asymmetric_activations ? "_asyma" : "_syma");
}

INSTANTIATE_TEST_SUITE_P(Isas, LinearTest,
                         testing::Combine(testing::ValuesIn(AllIsaNumbers()),
                                          testing::Values(0, 32, 64, 128),
                                          testing::Values(Weights::kInt4Symmetric,
                                                          Weights::kInt4Asymmetric, Weights::kInt8),
                                          testing::Bool()),
                         NameOf);

}  // namespace
}  // namespace nibble::test
