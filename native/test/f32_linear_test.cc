// The float32 linear layer of every ISA against its definition, bit for bit.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/oracle_ops.h"
#include "support/problem.h"

namespace nibble::test {
namespace {

struct Float32Layer {
  int64_t n, k;
  std::vector<float> weight, bias;  // bias may be empty
};

float Expected(const Float32Layer& layer, const std::vector<float>& x, int64_t n,
               int32_t activation) {
  float y = layer.bias.empty() ? 0.0f : layer.bias[static_cast<size_t>(n)];
  for (int64_t k = 0; k < layer.k; ++k) {
    y = std::fma(x[static_cast<size_t>(k)], layer.weight[static_cast<size_t>(n * layer.k + k)], y);
  }
  return OracleActivate(activation, y);
}

class F32LinearTest : public testing::TestWithParam<int32_t> {
 protected:
  void Check(const Float32Layer& layer, const TypedMatrix& x, int32_t activation, Edge edge) {
    const auto panels = static_cast<size_t>((layer.n + 31) / 32);
    GuardedBuffer<float> packed(panels * 32 * static_cast<size_t>(layer.k), edge);
    const GuardedBuffer<float> weight(layer.weight, edge);
    ExpectOk(nibble_f32_pack(layer.n, layer.k, weight.data(), packed.data()));
    GuardedBuffer<float> bias(panels * 32, edge);
    std::copy(layer.bias.begin(), layer.bias.end(), bias.begin());
    TypedMatrix y(Type::kFloat32, x.view().rows, layer.n, layer.n + 2, edge);
    const nibble_f32_weights weights = {layer.n, layer.k, packed.data(),
                                        layer.bias.empty() ? nullptr : bias.data()};
    ExpectOk(nibble_f32_linear(GetParam(), &weights, activation, &x.view(), &y.view()));
    for (int64_t m = 0; m < x.view().rows; ++m) {
      const std::vector<float> row = x.Row(m);
      for (int64_t n = 0; n < layer.n; ++n) {
        ASSERT_EQ(y.Bits(m, n), Encode(Type::kFloat32, Expected(layer, row, n, activation)))
            << "m=" << m << " n=" << n << " of " << x.view().rows << "×" << layer.n << "×"
            << layer.k;
      }
    }
    EXPECT_TRUE(y.MarksSurvive());
  }
};

TEST_P(F32LinearTest, AgreesWithDefinition) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  Random random;
  for (const int64_t m : {0, 1, 2, 3, 4, 5, 6, 7, 16, 33}) {
    for (const int64_t n : {1, 10, 16, 17, 31, 32, 33, 70}) {
      for (const int64_t k : {1, 31, 64, 100}) {
        Float32Layer layer = {n, k, random.Floats(n * k, -1.0f, 1.0f), {}};
        if ((m + n) % 2 == 0) layer.bias = random.Floats(n, -1.0f, 1.0f);
        const Edge edge = n % 2 == 0 ? Edge::kFront : Edge::kBack;
        TypedMatrix x(Type::kFloat32, m, k, k + 1, edge);
        FillRandom(random, x);
        const auto activation = static_cast<int32_t>((m + n + k) % (NIBBLE_SIGMOID + 1));
        ASSERT_NO_FATAL_FAILURE(Check(layer, x, activation, edge));
      }
    }
  }
}

TEST_P(F32LinearTest, ManyChunks) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  Random random;
  const Float32Layer layer = {33, 9000, random.Floats(33 * 9000, -1.0f, 1.0f), {}};
  TypedMatrix x(Type::kFloat32, 40, 9000, 9000, Edge::kBack);
  FillRandom(random, x);
  Check(layer, x, NIBBLE_IDENTITY, Edge::kBack);
}

TEST_P(F32LinearTest, InfinitiesAndNanFollowTheArithmetic) {
  NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam());
  const float infinity = std::numeric_limits<float>::infinity();
  const Float32Layer layer = {2, 2, {1.0f, 1.0f, 0.0f, -1.0f}, {}};
  TypedMatrix x(Type::kFloat32, 4, 2, 2, Edge::kBack);
  const float rows[4][2] = {
      {infinity, 1.0f}, {infinity, -infinity}, {std::nanf(""), 0.0f}, {3e38f, 3e38f}};
  for (int64_t m = 0; m < 4; ++m) {
    for (int64_t i = 0; i < 2; ++i) x.Set(m, i, Encode(Type::kFloat32, rows[m][i]));
  }
  Check(layer, x, NIBBLE_IDENTITY, Edge::kBack);
}

INSTANTIATE_TEST_SUITE_P(Isas, F32LinearTest, testing::ValuesIn(AllIsaNumbers()),
                         [](const testing::TestParamInfo<int32_t>& test) {
                           return IsaName(test.param);
                         });

}  // namespace
}  // namespace nibble::test
