#include "support/problem.h"

#include <gtest/gtest.h>

#include <cstring>
#include <sstream>

#include "support/oracle_ops.h"

namespace nibble::test {
namespace {

constexpr uint8_t kMark = 0xa5;

size_t Size(int64_t count) { return static_cast<size_t>(count); }

Type ScaleTypeOf(const LayerSettings& settings) {
  return settings.bfloat16_scales ? Type::kBFloat16 : Type::kFloat32;
}

}  // namespace

void ExpectOk(int32_t status) { ASSERT_EQ(status, NIBBLE_STATUS_OK) << nibble_last_error(); }

void RoundScales(const LayerSettings& settings, std::vector<float>& scales) {
  const Type type = ScaleTypeOf(settings);
  for (float& scale : scales) scale = Decode(type, Encode(type, scale));
}

OracleWeights RandomWeights(Random& random, const LayerSettings& settings) {
  OracleWeights weights;
  weights.n = settings.n;
  weights.k = settings.k;
  weights.group_length =
      settings.group_size == 0 ? (settings.k + 31) / 32 * 32 : settings.group_size;
  const int64_t scales = settings.n * weights.groups();
  weights.scales = random.Floats(scales, 0.001f, 0.1f);
  RoundScales(settings, weights.scales);
  weights.values.resize(Size(settings.n * settings.k));
  for (uint8_t& value : weights.values) value = static_cast<uint8_t>(random.Bits() >> 28);
  weights.zero_points.assign(Size(scales), 8);
  if (settings.asymmetric_weights) {
    for (uint8_t& zero : weights.zero_points) zero = static_cast<uint8_t>(random.Bits() >> 28);
  }
  if (settings.bias) weights.bias = random.Floats(settings.n, -1.0f, 1.0f);
  return weights;
}

nibble_qb4w_layout PackedLayer::LayoutFor(const LayerSettings& settings) {
  nibble_qb4w_layout layout = {};
  ExpectOk(nibble_qb4w_layout_of(settings.n, settings.k, settings.group_size, &layout));
  return layout;
}

PackedLayer::PackedLayer(const OracleWeights& weights, const LayerSettings& settings, Edge edge)
    : layout_(LayoutFor(settings)),
      nibbles_(Size(layout_.nibble_bytes), edge),
      scales_(Size(layout_.scale_count * BytesOf(ScaleTypeOf(settings))), edge),
      zero_points_(settings.asymmetric_weights ? Size(layout_.scale_count) : 0, edge),
      comp_(Size(layout_.column_count), edge),
      bias_(settings.bias ? Size(layout_.column_count) : 0, edge) {
  uint8_t* packed_zeros = settings.asymmetric_weights ? zero_points_.data() : nullptr;
  const auto scale_type = static_cast<int32_t>(ScaleTypeOf(settings));
  const GuardedBuffer<uint8_t> values(weights.values, edge), zeros(weights.zero_points, edge);
  const GuardedBuffer<float> scales(weights.scales, edge);
  ExpectOk(nibble_qb4w_pack(settings.n, settings.k, settings.group_size, scale_type, values.data(),
                            scales.data(), settings.asymmetric_weights ? zeros.data() : nullptr,
                            nibbles_.data(), scales_.data(), packed_zeros, comp_.data()));
  std::fill(bias_.begin(), bias_.end(), 0.0f);
  std::copy(weights.bias.begin(), weights.bias.end(), bias_.begin());
  view_ = {
      settings.n,     settings.k,   settings.group_size, nibbles_.data(),
      scales_.data(), packed_zeros, comp_.data(),        settings.bias ? bias_.data() : nullptr,
      scale_type};
}

TypedMatrix::TypedMatrix(Type type, int64_t rows, int64_t columns, int64_t stride, Edge edge)
    : type_(type),
      // The last row ends with its columns: nothing may touch what a stride would add.
      bytes_(rows == 0 ? 0 : Size(((rows - 1) * stride + columns) * BytesOf(type)), edge),
      view_{bytes_.data(), rows, columns, stride, static_cast<int32_t>(type)} {
  std::fill(bytes_.begin(), bytes_.end(), kMark);
}

size_t TypedMatrix::ByteOf(int64_t row, int64_t column) const {
  return Size((row * view_.stride + column) * BytesOf(type_));
}

void TypedMatrix::Set(int64_t row, int64_t column, uint32_t bits) {
  std::memcpy(bytes_.data() + ByteOf(row, column), &bits, Size(BytesOf(type_)));
}

uint32_t TypedMatrix::Bits(int64_t row, int64_t column) const {
  uint32_t bits = 0;
  std::memcpy(&bits, bytes_.data() + ByteOf(row, column), Size(BytesOf(type_)));
  return bits;
}

std::vector<float> TypedMatrix::Row(int64_t row) const {
  std::vector<float> values(Size(view_.columns));
  for (int64_t i = 0; i < view_.columns; ++i) values[Size(i)] = Value(row, i);
  return values;
}

bool TypedMatrix::MarksSurvive() const {
  for (int64_t row = 0; row + 1 < view_.rows; ++row) {
    for (size_t i = ByteOf(row, view_.columns); i < ByteOf(row + 1, 0); ++i) {
      if (bytes_[i] != kMark) return false;
    }
  }
  return true;
}

void FillRandom(Random& random, TypedMatrix& x) {
  const auto type = static_cast<Type>(x.view().type);
  for (int64_t row = 0; row < x.view().rows; ++row) {
    const float spread = random.Float(0.01f, 4.0f);
    const float shift = random.Float(-1.0f, 1.0f);
    for (int64_t i = 0; i < x.view().columns; ++i) {
      const float large = random.Bits() % 64 == 0 ? 4.0f : 1.0f;
      x.Set(row, i, Encode(type, large * (shift + random.Float(-spread, spread))));
    }
  }
}

void RunLinear(int32_t isa, const PackedLayer& layer, bool asymmetric, int32_t activation,
               const TypedMatrix& x, const TypedMatrix& y) {
  int64_t bytes = 0;
  ExpectOk(
      nibble_qd8_workspace_bytes(x.view().rows, layer.view().k, layer.view().group_size, &bytes));
  GuardedBuffer<uint8_t> workspace(Size(bytes), Edge::kBack);
  ExpectOk(nibble_qd8_f32_qb4w_linear(isa, &layer.view(),
                                      asymmetric ? NIBBLE_ACT_ASYMMETRIC : NIBBLE_ACT_SYMMETRIC,
                                      activation, &x.view(), &y.view(), workspace.data(), bytes));
}

std::string CompareWithOracle(const OracleWeights& weights, bool asymmetric, const TypedMatrix& x,
                              const TypedMatrix& y, int32_t activation) {
  const auto type = static_cast<Type>(y.view().type);
  for (int64_t m = 0; m < x.view().rows; ++m) {
    const OracleRow row = OracleQuantize(x.Row(m), asymmetric);
    for (int64_t n = 0; n < weights.n; ++n) {
      const float linear = OracleLinear(weights, row, asymmetric, n);
      const uint32_t expected = Encode(type, OracleActivate(activation, linear));
      if (y.Bits(m, n) == expected) continue;
      std::ostringstream message;
      message << "y[" << m << "][" << n << "] is " << y.Value(m, n) << " (0x" << std::hex
              << y.Bits(m, n) << "), expected " << Decode(type, expected) << " (0x" << expected
              << ")";
      return message.str();
    }
  }
  return y.MarksSurvive() ? "" : "elements outside the columns of y were written";
}

}  // namespace nibble::test
