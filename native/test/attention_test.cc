// Attention on every ISA with every setting: the definition bit for bit, and float64 arithmetic
// closely.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/matrices.h"
#include "support/oracle_encoder.h"

namespace nibble::test {
namespace {

nibble_attention_settings Settings(int64_t heads, int64_t kv_heads, int64_t head_size) {
  nibble_attention_settings settings = {};
  settings.heads = heads;
  settings.kv_heads = kv_heads;
  settings.head_size = head_size;
  settings.before = settings.after = INT64_MAX;
  settings.scale = 1 / std::sqrt(static_cast<float>(head_size));
  return settings;
}

// Runs with a workspace of exactly the size it asks for.
void Attend(int32_t isa, const nibble_attention_settings& settings,
            const std::vector<int32_t>& offsets, const TypedMatrix& qkv, const TypedMatrix& y) {
  int64_t longest = 0, bytes = 0;
  for (size_t i = 1; i < offsets.size(); ++i) {
    longest = std::max<int64_t>(longest, offsets[i] - offsets[i - 1]);
  }
  ExpectOk(nibble_attention_workspace_bytes(&settings, longest, &bytes));
  GuardedBuffer<uint8_t> workspace(static_cast<size_t>(bytes), Edge::kBack);
  for (uint8_t& byte : workspace) byte = 0xff;  // NaN, if it were read
  const GuardedBuffer<int32_t> guarded(offsets, Edge::kBack);
  ExpectOk(nibble_attention(isa, &settings, guarded.data(),
                            static_cast<int64_t>(offsets.size()) - 1, &qkv.view(), &y.view(),
                            workspace.data(), bytes));
}

class AttentionTest : public testing::TestWithParam<int32_t> {
 protected:
  void SetUp() override { NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam()); }

  static TypedMatrix Qkv(const nibble_attention_settings& settings, int64_t tokens) {
    return Floats(tokens, (settings.heads + 2 * settings.kv_heads) * settings.head_size);
  }

  void Check(const nibble_attention_settings& settings, const std::vector<int32_t>& offsets,
             const TypedMatrix& qkv) {
    TypedMatrix y = Floats(qkv.view().rows, settings.heads * settings.head_size, 1);
    Attend(GetParam(), settings, offsets, qkv, y);
    for (size_t i = 1; i < offsets.size(); ++i) {
      std::vector<Row> tokens;
      for (int32_t t = offsets[i - 1]; t < offsets[i]; ++t) tokens.push_back(qkv.Row(t));
      const std::vector<Row> expected = OracleAttention(settings, tokens);
      for (size_t t = 0; t < tokens.size(); ++t) {
        const int64_t row = offsets[i - 1] + static_cast<int64_t>(t);
        ASSERT_EQ(Difference(y, row, expected[t]), "") << tokens.size() << " tokens";
      }
    }
  }

  void Check(const nibble_attention_settings& settings, const std::vector<int32_t>& offsets) {
    TypedMatrix qkv = Qkv(settings, offsets.back());
    Fill(random_, qkv);
    Check(settings, offsets, qkv);
  }

  Random random_;
};

TEST_P(AttentionTest, RowsOfEveryLength) {
  for (const int64_t head_size : {8, 32, 33}) {
    const nibble_attention_settings settings = Settings(2, 2, head_size);
    std::vector<int32_t> offsets = {0};
    for (int32_t length = 0; length <= 40; ++length) offsets.push_back(offsets.back() + length);
    Check(settings, offsets);
  }
}

TEST_P(AttentionTest, HeadsOfEverySize) {
  for (int64_t head_size = 1; head_size <= 130; head_size += head_size < 40 ? 1 : 23) {
    Check(Settings(3, 3, head_size), {0, 5, 18});
  }
}

TEST_P(AttentionTest, ManyTokens) { Check(Settings(1, 1, 64), {0, 3, 203}); }

TEST_P(AttentionTest, GroupedHeads) {
  Check(Settings(6, 2, 16), {0, 9, 30});
  Check(Settings(4, 1, 16), {0, 9, 30});
}

TEST_P(AttentionTest, CausalAndWindows) {
  for (const int64_t before : {int64_t{0}, int64_t{1}, int64_t{3}, int64_t{9}, INT64_MAX}) {
    for (const int64_t after : {int64_t{0}, int64_t{1}, int64_t{4}, int64_t{40}, INT64_MAX}) {
      nibble_attention_settings settings = Settings(2, 1, 34);
      settings.before = before;
      settings.after = after;
      Check(settings, {0, 1, 3, 10, 47});
    }
  }
}

TEST_P(AttentionTest, RelativePositions) {
  for (const int64_t reach : {0, 1, 5, 100}) {
    nibble_attention_settings settings = Settings(2, 2, 20);
    const GuardedBuffer<float> bias(random_.Floats(2 * (2 * reach + 1), -3, 3), Edge::kBack);
    settings.position_bias = bias.data();
    settings.reach = reach;
    Check(settings, {0, 1, 4, 37});
    settings.before = 3;
    settings.after = 2;
    Check(settings, {0, 1, 4, 37});
  }
}

TEST_P(AttentionTest, RotaryPositions) {
  for (const int64_t head_size : {2, 16, 34, 64}) {
    nibble_attention_settings settings = Settings(4, 2, head_size);
    std::vector<float> angles;
    for (int64_t i = 0; i < 35 * head_size; ++i) {
      const int64_t j = i % head_size;
      const auto half = static_cast<double>(head_size / 2);
      const double angle = static_cast<double>(i / head_size) *
                           std::pow(10000.0, -static_cast<double>(j % (head_size / 2)) / half);
      angles.push_back(static_cast<float>(j < head_size / 2 ? std::cos(angle) : std::sin(angle)));
    }
    const GuardedBuffer<float> rotary(angles, Edge::kBack);
    settings.rotary = rotary.data();
    settings.rotary_positions = 35;
    Check(settings, {0, 1, 4, 39});
    settings.after = 0;
    Check(settings, {0, 1, 4, 39});
  }
}

TEST_P(AttentionTest, ARowDoesNotDependOnItsNeighbours) {
  const nibble_attention_settings settings = Settings(2, 2, 32);
  TypedMatrix qkv = Qkv(settings, 30);
  Fill(random_, qkv);
  TypedMatrix together = Floats(30, 64), alone = Floats(10, 64);
  Attend(GetParam(), settings, {0, 7, 17, 30}, qkv, together);
  nibble_matrix one = qkv.view();
  one.rows = 10;
  one.data = static_cast<float*>(one.data) + 7 * one.stride;
  int64_t bytes = 0;
  ExpectOk(nibble_attention_workspace_bytes(&settings, 10, &bytes));
  std::vector<uint8_t> workspace(static_cast<size_t>(bytes) + 1);
  const int32_t offsets[] = {0, 10};
  ExpectOk(nibble_attention(GetParam(), &settings, offsets, 1, &one, &alone.view(),
                            workspace.data() + 1, bytes));
  for (int64_t t = 0; t < 10; ++t) EXPECT_EQ(Difference(alone, t, together.Row(7 + t)), "");
}

TEST_P(AttentionTest, WhatIsNotFiniteStaysAmongTheTokensThatSeeIt) {
  nibble_attention_settings settings = Settings(1, 1, 16);
  TypedMatrix qkv = Qkv(settings, 40);
  Fill(random_, qkv);
  qkv.Set(3, 1, BitsOf(std::nanf("")));                                // a query
  qkv.Set(24, 17, BitsOf(std::numeric_limits<float>::infinity()));     // a key
  qkv.Set(32, 40, BitsOf(-std::numeric_limits<float>::infinity()));    // a value
  qkv.Set(33, 41, 0xffc00001u);
  Check(settings, {0, 20, 30, 40}, qkv);
  settings.after = 0;
  Check(settings, {0, 20, 30, 40}, qkv);
  settings.before = 3;
  Check(settings, {0, 20, 30, 40}, qkv);
  TypedMatrix y = Floats(40, 16);
  Attend(GetParam(), settings, {0, 20, 30, 40}, qkv, y);
  EXPECT_TRUE(std::isfinite(y.Value(2, 0)));
  EXPECT_EQ(y.Bits(3, 0), 0x7fc00000u);
  EXPECT_TRUE(std::isfinite(y.Value(4, 0)));
  EXPECT_TRUE(std::isfinite(y.Value(31, 8)));
  EXPECT_EQ(y.Value(32, 8), -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isfinite(y.Value(36, 8)));
}

TEST_P(AttentionTest, IsAccurate) {
  const nibble_attention_settings settings = Settings(1, 1, 32);
  TypedMatrix qkv = Qkv(settings, 50);
  Fill(random_, qkv);
  TypedMatrix y = Floats(50, 32);
  Attend(GetParam(), settings, {0, 50}, qkv, y);
  for (int64_t i = 0; i < 50; ++i) {
    std::vector<double> weights(50), sums(32);
    double total = 0;
    for (int64_t j = 0; j < 50; ++j) {
      double score = 0;
      for (int64_t d = 0; d < 32; ++d) {
        score += static_cast<double>(qkv.Value(i, d)) * qkv.Value(j, 32 + d);
      }
      weights[static_cast<size_t>(j)] = std::exp(score / std::sqrt(32.0));
      total += weights[static_cast<size_t>(j)];
    }
    for (int64_t d = 0; d < 32; ++d) {
      double sum = 0;
      for (int64_t j = 0; j < 50; ++j) {
        sum += weights[static_cast<size_t>(j)] / total * qkv.Value(j, 64 + d);
      }
      ASSERT_NEAR(y.Value(i, d), sum, 5e-6);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Isas, AttentionTest, testing::ValuesIn(AllIsaNumbers()),
                         [](const auto& test) { return IsaName(test.param); });

}  // namespace
}  // namespace nibble::test
