// Packed layout of int8 weights: geometry, every byte, padding, round trip.
#include <gtest/gtest.h>

#include <vector>

#include "nibble/nibble.h"
#include "support/problem.h"

namespace nibble::test {
namespace {

nibble_qb8w_layout LayoutOf(int64_t n, int64_t k, int64_t group_size) {
  nibble_qb8w_layout layout = {};
  ExpectOk(nibble_qb8w_layout_of(n, k, group_size, &layout));
  return layout;
}

// All but the bytes as for int4 weights, so that layers share quantized activations.
TEST(Int8LayoutTest, GeometryIsThatOfInt4) {
  for (const int64_t group_size : {0, 32, 64, 128}) {
    for (const int64_t k : {1, 33, 64, 100, 1000}) {
      nibble_qb4w_layout int4 = {};
      ExpectOk(nibble_qb4w_layout_of(70, k, group_size, &int4));
      const nibble_qb8w_layout int8 = LayoutOf(70, k, group_size);
      EXPECT_EQ(int8.panels, int4.panels);
      EXPECT_EQ(int8.padded_k, int4.padded_k);
      EXPECT_EQ(int8.groups, int4.groups);
      EXPECT_EQ(int8.group_length, int4.group_length);
      EXPECT_EQ(int8.weight_bytes, 2 * int4.nibble_bytes);
      EXPECT_EQ(int8.scale_count, int4.scale_count);
      EXPECT_EQ(int8.column_count, int4.column_count);
    }
  }
  EXPECT_EQ(LayoutOf(NIBBLE_MAX_N, NIBBLE_MAX_K, 32).weight_bytes,
            int64_t{NIBBLE_MAX_N} * NIBBLE_MAX_K);
}

struct Packed {
  nibble_qb8w_layout layout;
  std::vector<uint8_t> weights;
  std::vector<float> scales, comp;
};

std::vector<int8_t> ValuesOf(const OracleWeights& weights) {
  std::vector<int8_t> values;
  for (const uint8_t value : weights.values) values.push_back(static_cast<int8_t>(value - 128));
  return values;
}

Packed Pack(const OracleWeights& weights, int64_t group_size) {
  Packed packed;
  packed.layout = LayoutOf(weights.n, weights.k, group_size);
  packed.weights.resize(static_cast<size_t>(packed.layout.weight_bytes), 0xff);
  packed.scales.resize(static_cast<size_t>(packed.layout.scale_count), -1.0f);
  packed.comp.resize(static_cast<size_t>(packed.layout.column_count), -1.0f);
  ExpectOk(nibble_qb8w_pack(weights.n, weights.k, group_size, ValuesOf(weights).data(),
                            weights.scales.data(), packed.weights.data(), packed.scales.data(),
                            packed.comp.data()));
  return packed;
}

void ExpectEveryByte(const OracleWeights& weights, const Packed& packed) {
  const nibble_qb8w_layout& layout = packed.layout;
  for (int64_t n = 0; n < layout.column_count; ++n) {
    const int64_t c = n % 32;
    const bool padding = n >= weights.n;
    for (int64_t k = 0; k < layout.padded_k; ++k) {
      const int64_t byte = n / 32 * 32 * layout.padded_k + k / 4 * 128 + c * 4 + k % 4;
      ASSERT_EQ(packed.weights[static_cast<size_t>(byte)],
                padding || k >= weights.k ? 128 : weights.value(n, k))
          << "n=" << n << " k=" << k;
    }
    for (int64_t g = 0; g < layout.groups; ++g) {
      const auto i = static_cast<size_t>((n / 32 * layout.groups + g) * 32 + c);
      ASSERT_EQ(packed.scales[i], padding ? 0.0f : weights.scale(n, g));
    }
    ASSERT_EQ(packed.comp[static_cast<size_t>(n)], padding ? 0.0f : OracleComp(weights, n));
  }
}

TEST(Int8LayoutTest, EveryByteFollowsTheFormulaAndUnpacksAgain) {
  Random random;
  for (const int64_t group_size : {0, 32, 64, 128}) {
    for (const int64_t n : {1, 15, 16, 17, 31, 32, 33, 70}) {
      for (const int64_t k : {1, 3, 4, 31, 32, 33, 64, 130, 257}) {
        SCOPED_TRACE(testing::Message() << "n=" << n << " k=" << k << " group=" << group_size);
        LayerSettings settings = {n, k, group_size, false, false};
        settings.int8 = true;
        const OracleWeights weights = RandomWeights(random, settings);
        const Packed packed = Pack(weights, group_size);
        ASSERT_NO_FATAL_FAILURE(ExpectEveryByte(weights, packed));
        for (const Edge edge : {Edge::kFront, Edge::kBack}) {
          const GuardedBuffer<uint8_t> bytes(packed.weights, edge);
          GuardedBuffer<int8_t> values(weights.values.size(), edge);
          ExpectOk(nibble_qb8w_unpack(n, k, group_size, bytes.data(), values.data()));
          EXPECT_EQ(std::vector<int8_t>(values.begin(), values.end()), ValuesOf(weights));
        }
      }
    }
  }
}

// A few bytes worked out by hand, so that formula and code cannot be wrong together.
TEST(Int8LayoutTest, KnownBytes) {
  std::vector<int8_t> values(17 * 5);
  values[0 * 5 + 0] = 1;      // column 0, k 0: byte 0
  values[1 * 5 + 3] = -2;     // column 1, k 3: byte 7
  values[16 * 5 + 0] = 127;   // column 16, k 0: byte 64
  values[16 * 5 + 4] = -128;  // column 16, k 4: byte 192
  const std::vector<float> scales(17, 0.5f);
  uint8_t weights[32 * 32];
  float packed_scales[32], comp[32];
  ExpectOk(nibble_qb8w_pack(17, 5, 0, values.data(), scales.data(), weights, packed_scales, comp));
  EXPECT_EQ(weights[0], 129);
  EXPECT_EQ(weights[7], 126);
  EXPECT_EQ(weights[64], 255);
  EXPECT_EQ(weights[192], 0);
  EXPECT_EQ(weights[193], 128);  // k 5 is padding
  EXPECT_EQ(weights[68], 128);   // column 17 is padding
  EXPECT_EQ(comp[1], -1.0f);
  EXPECT_EQ(comp[16], -0.5f);
}

}  // namespace
}  // namespace nibble::test
