// Sums, products and copies of rows on every ISA.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/matrices.h"

namespace nibble::test {
namespace {

class ElementwiseTest : public testing::TestWithParam<int32_t> {
 protected:
  void SetUp() override { NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam()); }

  // Sum and product of a and b, element by element.
  void Check(const TypedMatrix& a, const TypedMatrix& b, TypedMatrix& y) {
    for (const bool product : {false, true}) {
      ExpectOk(product ? nibble_multiply(GetParam(), &a.view(), &b.view(), &y.view())
                       : nibble_add(GetParam(), &a.view(), &b.view(), &y.view()));
      for (int64_t row = 0; row < a.view().rows; ++row) {
        std::vector<float> expected = a.Row(row);
        for (size_t c = 0; c < expected.size(); ++c) {
          const float other = b.Row(row)[c];
          expected[c] = product ? expected[c] * other : expected[c] + other;
          if (std::isnan(expected[c])) expected[c] = std::nanf("");
        }
        ASSERT_EQ(Difference(y, row, expected), "") << (product ? "product" : "sum");
      }
    }
  }

  Random random_;
};

TEST_P(ElementwiseTest, SumsAndProducts) {
  for (int64_t columns = 1; columns <= 50; ++columns) {
    const Edge edge = columns % 2 == 0 ? Edge::kFront : Edge::kBack;
    TypedMatrix a = Floats(3, columns, 2, edge), b = Floats(3, columns, 0, edge);
    TypedMatrix y = Floats(3, columns, 5, edge);
    Fill(random_, a);
    Fill(random_, b);
    Check(a, b, y);
  }
}

TEST_P(ElementwiseTest, InfinitiesAndNan) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const float values[] = {0.0f, -0.0f, 1.0f, kInfinity, -kInfinity, std::nanf(""), 3e38f, 1e-45f};
  TypedMatrix a = Floats(8, 8), b = Floats(8, 8), y = Floats(8, 8);
  for (int64_t i = 0; i < 8; ++i) {
    for (int64_t j = 0; j < 8; ++j) {
      a.Set(i, j, BitsOf(values[i]));
      b.Set(i, j, BitsOf(values[j]));
    }
  }
  a.Set(0, 0, 0xffc01234u);
  Check(a, b, y);
}

TEST_P(ElementwiseTest, InPlace) {
  TypedMatrix a = Floats(2, 21), b = Floats(2, 21), y = Floats(2, 21);
  Fill(random_, a);
  Fill(random_, b);
  ExpectOk(nibble_add(GetParam(), &a.view(), &b.view(), &y.view()));
  ExpectOk(nibble_add(GetParam(), &a.view(), &b.view(), &a.view()));
  for (int64_t row = 0; row < 2; ++row) EXPECT_EQ(Difference(a, row, y.Row(row)), "");
}

INSTANTIATE_TEST_SUITE_P(Isas, ElementwiseTest, testing::ValuesIn(AllIsaNumbers()),
                         [](const auto& test) { return IsaName(test.param); });

TEST(CopyTest, PartsOfAConcatenation) {
  Random random;
  for (const Type type : {Type::kFloat32, Type::kBFloat16, Type::kFloat16}) {
    TypedMatrix a(type, 3, 5, 7, Edge::kBack), b(type, 3, 9, 9, Edge::kFront);
    TypedMatrix y(type, 3, 14, 15, Edge::kBack);
    FillRandom(random, a);
    FillRandom(random, b);
    nibble_matrix left = y.view(), right = y.view();
    left.columns = 5;
    right.columns = 9;
    right.data = static_cast<char*>(right.data) + 5 * BytesOf(type);
    ExpectOk(nibble_copy(&a.view(), &left));
    ExpectOk(nibble_copy(&b.view(), &right));
    for (int64_t row = 0; row < 3; ++row) {
      for (int64_t c = 0; c < 14; ++c) {
        EXPECT_EQ(y.Bits(row, c), c < 5 ? a.Bits(row, c) : b.Bits(row, c - 5));
      }
    }
    EXPECT_TRUE(y.MarksSurvive());
  }
}

}  // namespace
}  // namespace nibble::test
