#include "support/any_linear.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <sstream>

#include "support/random.h"

namespace nibble::test {
namespace {

constexpr Type kTypes[] = {Type::kFloat32, Type::kBFloat16, Type::kFloat16};
constexpr Edge kEdges[] = {Edge::kFront, Edge::kBack};
constexpr int64_t kGroupSizes[] = {0, 32, 64, 128};
// Such that products leave the range of normal numbers at both ends.
constexpr float kScales[] = {1.0f, 1.0f, 1.0f, 0.0f, 0x1p-140f, 0x1p-100f, 0x1p90f, 0x1p125f};
constexpr float kRowSizes[] = {1.0f, 1.0f, 1.0f, 0.0f, 0x1p-140f, 0x1p-20f, 0x1p14f, 0x1p120f};
constexpr float kSpecials[] = {std::numeric_limits<float>::infinity(),
                               -std::numeric_limits<float>::infinity(),
                               std::numeric_limits<float>::quiet_NaN(),
                               std::numeric_limits<float>::max(),
                               std::numeric_limits<float>::lowest(),
                               std::numeric_limits<float>::denorm_min(),
                               65504.0f,
                               -1e4f,
                               -0.0f};

// low … high, where half of the draws stay below `small`.
int64_t MostlySmall(Choices& choices, int64_t low, int64_t small, int64_t high) {
  return choices.Int(low, choices.OneIn(2) ? high : small);
}

OracleWeights WeightsOf(const AnyLinear& linear, Random& random) {
  OracleWeights weights = RandomWeights(random, linear.layer);
  for (float& scale : weights.scales) scale *= linear.scale;
  RoundScales(linear.layer, weights.scales);
  if (linear.constant_weight >= 0) {
    std::fill(weights.values.begin(), weights.values.end(),
              static_cast<uint8_t>(linear.constant_weight * linear.layer.largest() / 15));
  }
  return weights;
}

void FillInput(const AnyLinear& linear, Random& random, TypedMatrix& x) {
  for (int64_t row = 0; row < linear.m; ++row) {
    const float shift = random.Float(-1.0f, 1.0f);
    for (int64_t i = 0; i < linear.layer.k; ++i) {
      x.Set(row, i, Encode(linear.in, linear.row_size * (shift + random.Float(-2.0f, 2.0f))));
    }
  }
  for (const AnyLinear::Special& special : linear.specials) {
    x.Set(special.row, special.column, Encode(linear.in, special.value));
  }
}

// The marks between the rows included.
bool SameBytes(const TypedMatrix& a, const TypedMatrix& b) {
  return std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin(), b.bytes().end());
}

}  // namespace

AnyLinear DrawLinear(Choices& choices) {
  AnyLinear linear = {};
  linear.m = MostlySmall(choices, 0, 8, 50);
  linear.layer.n = MostlySmall(choices, 1, 40, 140);
  linear.layer.k = MostlySmall(choices, 1, 100, 400);
  linear.layer.group_size = choices.OneOf(kGroupSizes);
  linear.layer.asymmetric_weights = choices.OneIn(2);
  linear.layer.bias = choices.OneIn(2);
  linear.layer.bfloat16_scales = choices.OneIn(2);
  linear.layer.int8 = choices.OneIn(3);
  if (linear.layer.int8) linear.layer.asymmetric_weights = linear.layer.bfloat16_scales = false;
  linear.asymmetric_activations = choices.OneIn(2);
  linear.activation = static_cast<int32_t>(choices.Int(NIBBLE_IDENTITY, NIBBLE_SIGMOID));
  linear.in = choices.OneOf(kTypes);
  linear.out = choices.OneOf(kTypes);
  linear.x_gap = choices.Int(0, 5);
  linear.y_gap = choices.Int(0, 5);
  linear.layer_edge = choices.OneOf(kEdges);
  linear.x_edge = choices.OneOf(kEdges);
  linear.y_edge = choices.OneOf(kEdges);
  linear.data_seed = static_cast<uint32_t>(choices.Int(0, UINT32_MAX));
  linear.scale = choices.OneOf(kScales);
  linear.constant_weight = choices.OneIn(4) ? choices.Int(0, 15) : -1;
  linear.row_size = choices.OneOf(kRowSizes);
  const int64_t specials = linear.m > 0 && choices.OneIn(4) ? choices.Int(1, 4) : 0;
  for (int64_t i = 0; i < specials; ++i) {
    linear.specials.push_back({choices.Int(0, linear.m - 1), choices.Int(0, linear.layer.k - 1),
                               choices.OneOf(kSpecials)});
  }
  return linear;
}

std::string Describe(const AnyLinear& linear) {
  std::ostringstream text;
  text << "m=" << linear.m << " n=" << linear.layer.n << " k=" << linear.layer.k
       << " group=" << linear.layer.group_size << " int8=" << linear.layer.int8
       << " asymmetric weights=" << linear.layer.asymmetric_weights
       << " activations=" << linear.asymmetric_activations << " bias=" << linear.layer.bias
       << " bfloat16 scales=" << linear.layer.bfloat16_scales << " activation=" << linear.activation
       << " in=" << static_cast<int>(linear.in) << " out=" << static_cast<int>(linear.out)
       << " gaps=" << linear.x_gap << "," << linear.y_gap << " scale=" << linear.scale
       << " row size=" << linear.row_size << " weight=" << linear.constant_weight;
  for (const AnyLinear::Special& special : linear.specials) {
    text << " x[" << special.row << "][" << special.column << "]=" << special.value;
  }
  return text.str();
}

std::string CompareWithOracle(const AnyLinear& linear, const std::vector<int32_t>& isas) {
  Random random(linear.data_seed);
  const OracleWeights weights = WeightsOf(linear, random);
  const PackedLayer layer(weights, linear.layer, linear.layer_edge);
  const int64_t k = linear.layer.k, n = linear.layer.n;
  TypedMatrix x(linear.in, linear.m, k, k + linear.x_gap, linear.x_edge);
  FillInput(linear, random, x);
  std::unique_ptr<TypedMatrix> first;
  for (const int32_t isa : isas) {
    auto y =
        std::make_unique<TypedMatrix>(linear.out, linear.m, n, n + linear.y_gap, linear.y_edge);
    RunLinear(isa, layer, linear.asymmetric_activations, linear.activation, x, *y);
    // The oracle is slow: the others are compared with the one that agrees with it.
    if (first != nullptr && SameBytes(*first, *y)) continue;
    const std::string difference =
        CompareWithOracle(weights, linear.asymmetric_activations, x, *y, linear.activation);
    if (!difference.empty()) return std::string(nibble_isa_name(isa)) + ": " + difference;
    first = std::move(y);
  }
  return "";
}

}  // namespace nibble::test
