// Pooling of each row's tokens on every ISA.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/matrices.h"
#include "support/oracle_encoder.h"

namespace nibble::test {
namespace {

class PoolTest : public testing::TestWithParam<int32_t> {
 protected:
  void SetUp() override { NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam()); }

  void Check(const TypedMatrix& x, const std::vector<int32_t>& offsets) {
    const auto rows = static_cast<int64_t>(offsets.size()) - 1;
    for (int32_t mode = NIBBLE_POOL_FIRST; mode <= NIBBLE_POOL_LAST; ++mode) {
      TypedMatrix y = Floats(rows, x.view().columns, 1);
      const GuardedBuffer<int32_t> guarded(offsets, Edge::kBack);
      ExpectOk(nibble_pool(GetParam(), mode, guarded.data(), &x.view(), &y.view()));
      for (int64_t row = 0; row < rows; ++row) {
        std::vector<Row> tokens;
        for (int32_t t = offsets[static_cast<size_t>(row)];
             t < offsets[static_cast<size_t>(row) + 1]; ++t) {
          tokens.push_back(x.Row(t));
        }
        const Row expected = OraclePool(mode, tokens, static_cast<size_t>(x.view().columns));
        ASSERT_EQ(Difference(y, row, expected), "") << "mode " << mode;
      }
    }
  }

  Random random_;
};

TEST_P(PoolTest, FollowsTheDefinition) {
  for (const int64_t columns : {1, 15, 16, 17, 33, 384}) {
    TypedMatrix x = Floats(40, columns);
    Fill(random_, x);
    Check(x, {0, 1, 3, 3, 20, 40});
    Check(x, {0, 40});
    Check(x, {0, 0, 40, 40});
  }
  Check(Floats(0, 7), {0, 0, 0});
  Check(Floats(0, 7), {0});
}

TEST_P(PoolTest, NanIsNotLost) {
  TypedMatrix x = Floats(6, 20);
  Fill(random_, x);
  x.Set(0, 3, 0xffc00001u);
  x.Set(2, 4, 0x7f800001u);
  x.Set(4, 5, BitsOf(std::numeric_limits<float>::infinity()));
  x.Set(5, 6, BitsOf(-std::numeric_limits<float>::infinity()));
  Check(x, {0, 3, 6});
  Check(x, {0, 6});
}

INSTANTIATE_TEST_SUITE_P(Isas, PoolTest, testing::ValuesIn(AllIsaNumbers()),
                         [](const auto& test) { return IsaName(test.param); });

}  // namespace
}  // namespace nibble::test
