// Packed layout v1: geometry, every byte, padding, round trip.
#include <gtest/gtest.h>

#include <vector>

#include "nibble/nibble.h"
#include "support/problem.h"

namespace nibble::test {
namespace {

nibble_qb4w_layout LayoutOf(int64_t n, int64_t k, int64_t group_size) {
  nibble_qb4w_layout layout = {};
  ExpectOk(nibble_qb4w_layout_of(n, k, group_size, &layout));
  return layout;
}

TEST(LayoutTest, GeometryOfShortLastGroup) {
  const nibble_qb4w_layout layout = LayoutOf(33, 100, 64);
  EXPECT_EQ(layout.panels, 2);
  EXPECT_EQ(layout.groups, 2);
  EXPECT_EQ(layout.group_length, 64);
  EXPECT_EQ(layout.padded_k, 128);
  EXPECT_EQ(layout.nibble_bytes, 2 * 16 * 128);
  EXPECT_EQ(layout.scale_count, 2 * 2 * 32);
  EXPECT_EQ(layout.column_count, 64);
}

TEST(LayoutTest, PerChannelIsOneGroupOfWholeThirtyTwos) {
  const nibble_qb4w_layout layout = LayoutOf(1, 33, 0);
  EXPECT_EQ(layout.groups, 1);
  EXPECT_EQ(layout.group_length, 64);
  EXPECT_EQ(layout.padded_k, 64);
}

TEST(LayoutTest, LargestLayerDoesNotOverflow) {
  const nibble_qb4w_layout layout = LayoutOf(NIBBLE_MAX_N, NIBBLE_MAX_K, 32);
  EXPECT_EQ(layout.nibble_bytes, int64_t{NIBBLE_MAX_N} * NIBBLE_MAX_K / 2);
}

struct Packed {
  nibble_qb4w_layout layout;
  std::vector<uint8_t> nibbles, zero_points;
  std::vector<float> scales, comp;
};

// Bfloat16 scales come back as the floats that they stand for.
Packed Pack(const OracleWeights& weights, int64_t group_size, bool asymmetric,
            bool bfloat16 = false) {
  Packed packed;
  packed.layout = LayoutOf(weights.n, weights.k, group_size);
  packed.nibbles.resize(static_cast<size_t>(packed.layout.nibble_bytes), 0xff);
  packed.scales.resize(static_cast<size_t>(packed.layout.scale_count), -1.0f);
  packed.zero_points.resize(static_cast<size_t>(packed.layout.scale_count), 0xff);
  packed.comp.resize(static_cast<size_t>(packed.layout.column_count), -1.0f);
  GuardedBuffer<uint16_t> halves(bfloat16 ? packed.scales.size() : 0);
  void* scales = bfloat16 ? static_cast<void*>(halves.data()) : packed.scales.data();
  ExpectOk(nibble_qb4w_pack(
      weights.n, weights.k, group_size, bfloat16 ? NIBBLE_BFLOAT16 : NIBBLE_FLOAT32,
      weights.values.data(), weights.scales.data(),
      asymmetric ? weights.zero_points.data() : nullptr, packed.nibbles.data(), scales,
      asymmetric ? packed.zero_points.data() : nullptr, packed.comp.data()));
  for (size_t i = 0; i < halves.size(); ++i) {
    packed.scales[i] = Decode(Type::kBFloat16, halves[i]);
  }
  return packed;
}

// What the definition wants at (n, k) and (n, g), padding included.
int ExpectedValue(const OracleWeights& weights, int64_t n, int64_t k, int64_t g) {
  if (n >= weights.n) return 8;
  return k < weights.k ? weights.value(n, k) : weights.zero(n, g);
}

void ExpectEveryByte(const OracleWeights& weights, const Packed& packed, bool asymmetric) {
  const nibble_qb4w_layout& layout = packed.layout;
  for (int64_t n = 0; n < layout.column_count; ++n) {
    const int64_t c = n % 32;
    for (int64_t k = 0; k < layout.padded_k; ++k) {
      const int64_t byte = n / 32 * 16 * layout.padded_k + k / 4 * 64 + c % 16 * 4 + k % 4;
      const int shift = c < 16 ? 0 : 4;
      ASSERT_EQ((packed.nibbles[static_cast<size_t>(byte)] >> shift) & 15,
                ExpectedValue(weights, n, k, k / layout.group_length))
          << "n=" << n << " k=" << k;
    }
    for (int64_t g = 0; g < layout.groups; ++g) {
      const auto i = static_cast<size_t>((n / 32 * layout.groups + g) * 32 + c);
      ASSERT_EQ(packed.scales[i], n < weights.n ? weights.scale(n, g) : 0.0f);
      if (asymmetric) {
        ASSERT_EQ(packed.zero_points[i], n < weights.n ? weights.zero(n, g) : 8);
      }
    }
    ASSERT_EQ(packed.comp[static_cast<size_t>(n)], n < weights.n ? OracleComp(weights, n) : 0.0f);
  }
}

void ExpectRoundTrip(const OracleWeights& weights, int64_t group_size, const Packed& packed) {
  for (const Edge edge : {Edge::kFront, Edge::kBack}) {
    const GuardedBuffer<uint8_t> nibbles(packed.nibbles, edge);
    GuardedBuffer<uint8_t> values(weights.values.size(), edge);
    ExpectOk(nibble_qb4w_unpack(weights.n, weights.k, group_size, nibbles.data(), values.data()));
    EXPECT_EQ(std::vector<uint8_t>(values.begin(), values.end()), weights.values);
  }
}

class PackTest : public testing::TestWithParam<int64_t> {};

TEST_P(PackTest, EveryByteFollowsTheFormulaAndUnpacksAgain) {
  Random random;
  for (const int64_t n : {1, 15, 16, 17, 31, 32, 33, 70}) {
    for (const int64_t k : {1, 3, 4, 31, 32, 33, 130, 257}) {
      for (const bool asymmetric : {false, true}) {
        const bool bfloat16 = n % 2 == 1;
        SCOPED_TRACE(testing::Message() << "n=" << n << " k=" << k << " asym=" << asymmetric
                                        << " bfloat16 scales=" << bfloat16);
        const OracleWeights weights =
            RandomWeights(random, {n, k, GetParam(), asymmetric, false, bfloat16});
        const Packed packed = Pack(weights, GetParam(), asymmetric, bfloat16);
        ASSERT_NO_FATAL_FAILURE(ExpectEveryByte(weights, packed, asymmetric));
        ExpectRoundTrip(weights, GetParam(), packed);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(GroupSizes, PackTest, testing::Values(0, 32, 64, 128));

// A few bytes worked out by hand, so that formula and code cannot be wrong together.
TEST(LayoutTest, KnownBytes) {
  OracleWeights weights;
  weights.n = 17;
  weights.k = 5;
  weights.group_length = 32;
  weights.values.assign(17 * 5, 0);
  weights.values[0 * 5 + 0] = 1;    // column 0, k 0: byte 0, low
  weights.values[1 * 5 + 3] = 2;    // column 1, k 3: byte 7, low
  weights.values[16 * 5 + 0] = 3;   // column 16, k 0: byte 0, high
  weights.values[16 * 5 + 4] = 10;  // column 16, k 4: byte 64, high
  weights.scales.assign(17, 1.0f);
  weights.zero_points.assign(17, 8);
  const Packed packed = Pack(weights, 32, false);
  EXPECT_EQ(packed.nibbles[0], 0x31);
  EXPECT_EQ(packed.nibbles[7], 0x82);  // column 17 is padding: 8
  EXPECT_EQ(packed.nibbles[64], 0xa0);
  EXPECT_EQ(packed.nibbles[65], 0x88);  // k 5 is padding in columns 0 and 16
}

TEST(LayoutTest, KnownBytesOfBfloat16Scales) {
  const std::vector<uint8_t> values(2 * 33, 9);
  const float scales[] = {1.0f, 1.5f, 0x1p-20f, 0x1.02p-3f};  // columns 0 and 1, two groups each
  uint8_t nibbles[16 * 64];
  uint16_t packed[2 * 32];
  float comp[32];
  ExpectOk(nibble_qb4w_pack(2, 33, 32, NIBBLE_BFLOAT16, values.data(), scales, nullptr, nibbles,
                            packed, nullptr, comp));
  EXPECT_EQ(packed[0], 0x3f80);
  EXPECT_EQ(packed[1], 0x3580);
  EXPECT_EQ(packed[2], 0);
  EXPECT_EQ(packed[32], 0x3fc0);
  EXPECT_EQ(packed[33], 0x3e01);
  EXPECT_EQ(comp[0], 33.5f);
}

TEST(LayoutTest, Float32PanelsAreTransposedAndPadded) {
  constexpr int64_t kN = 35, kK = 7;
  Random random;
  const std::vector<float> weight = random.Floats(kN * kK, -1.0f, 1.0f);
  GuardedBuffer<float> packed(64 * kK);
  ExpectOk(nibble_f32_pack(kN, kK, weight.data(), packed.data()));
  for (int64_t n = 0; n < 64; ++n) {
    for (int64_t k = 0; k < kK; ++k) {
      const float expected = n < kN ? weight[static_cast<size_t>(n * kK + k)] : 0.0f;
      ASSERT_EQ(packed[static_cast<size_t>((n / 32 * kK + k) * 32 + n % 32)], expected);
    }
  }
}

}  // namespace
}  // namespace nibble::test
