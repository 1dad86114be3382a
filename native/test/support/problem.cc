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
  const int shift = settings.int8 ? 24 : 28;
  for (uint8_t& value : weights.values) value = static_cast<uint8_t>(random.Bits() >> shift);
  weights.zero_points.assign(Size(scales), settings.int8 ? 128 : 8);
  if (settings.asymmetric_weights) {
    for (uint8_t& zero : weights.zero_points) zero = static_cast<uint8_t>(random.Bits() >> 28);
  }
  if (settings.bias) weights.bias = random.Floats(settings.n, -1.0f, 1.0f);
  return weights;
}

// An int8 layer's, but for the bytes, has the numbers of an int4 layer's.
nibble_qb4w_layout PackedLayer::LayoutFor(const LayerSettings& settings) {
  nibble_qb4w_layout layout = {};
  if (settings.int8) {
    nibble_qb8w_layout int8 = {};
    ExpectOk(nibble_qb8w_layout_of(settings.n, settings.k, settings.group_size, &int8));
    return {int8.panels,       int8.padded_k,    int8.groups,      int8.group_length,
            int8.weight_bytes, int8.scale_count, int8.column_count};
  }
  ExpectOk(nibble_qb4w_layout_of(settings.n, settings.k, settings.group_size, &layout));
  return layout;
}

PackedLayer::PackedLayer(const OracleWeights& weights, const LayerSettings& settings, Edge edge)
    : int8_(settings.int8),
      layout_(LayoutFor(settings)),
      nibbles_(Size(layout_.nibble_bytes), edge),
      scales_(Size(layout_.scale_count * BytesOf(ScaleTypeOf(settings))), edge),
      zero_points_(settings.asymmetric_weights ? Size(layout_.scale_count) : 0, edge),
      comp_(Size(layout_.column_count), edge),
      bias_(settings.bias ? Size(layout_.column_count) : 0, edge) {
  std::fill(bias_.begin(), bias_.end(), 0.0f);
  std::copy(weights.bias.begin(), weights.bias.end(), bias_.begin());
  int8_ ? PackInt8(weights, settings, edge) : PackInt4(weights, settings, edge);
}

void PackedLayer::PackInt8(const OracleWeights& weights, const LayerSettings& settings, Edge edge) {
  GuardedBuffer<int8_t> values(weights.values.size(), edge);
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<int8_t>(int{weights.values[i]} - 128);
  }
  const GuardedBuffer<float> source_scales(weights.scales, edge);
  auto* scales = reinterpret_cast<float*>(scales_.data());
  ExpectOk(nibble_qb8w_pack(settings.n, settings.k, settings.group_size, values.data(),
                            source_scales.data(), nibbles_.data(), scales, comp_.data()));
  int8_view_ = {settings.n, settings.k,   settings.group_size,
                nibbles_.data(), scales, comp_.data(), settings.bias ? bias_.data() : nullptr};
}

void PackedLayer::PackInt4(const OracleWeights& weights, const LayerSettings& settings, Edge edge) {
  uint8_t* packed_zeros = settings.asymmetric_weights ? zero_points_.data() : nullptr;
  const auto scale_type = static_cast<int32_t>(ScaleTypeOf(settings));
  const GuardedBuffer<uint8_t> values(weights.values, edge), zeros(weights.zero_points, edge);
  const GuardedBuffer<float> scales(weights.scales, edge);
  ExpectOk(nibble_qb4w_pack(settings.n, settings.k, settings.group_size, scale_type, values.data(),
                            scales.data(), settings.asymmetric_weights ? zeros.data() : nullptr,
                            nibbles_.data(), scales_.data(), packed_zeros, comp_.data()));
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
  const int64_t k = layer.int8() ? layer.int8_view().k : layer.view().k;
  const int64_t group_size = layer.int8() ? layer.int8_view().group_size : layer.view().group_size;
  int64_t bytes = 0;
  ExpectOk(nibble_qd8_workspace_bytes(x.view().rows, k, group_size, &bytes));
  GuardedBuffer<uint8_t> workspace(Size(bytes), Edge::kBack);
  const int32_t act_quant = asymmetric ? NIBBLE_ACT_ASYMMETRIC : NIBBLE_ACT_SYMMETRIC;
  ExpectOk(layer.int8()
               ? nibble_qd8_f32_qb8w_linear(isa, &layer.int8_view(), act_quant, activation,
                                            &x.view(), &y.view(), workspace.data(), bytes)
               : nibble_qd8_f32_qb4w_linear(isa, &layer.view(), act_quant, activation, &x.view(),
                                            &y.view(), workspace.data(), bytes));
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
