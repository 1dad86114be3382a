// Embeddings and bags of embeddings on every ISA, from tables of every type.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "nibble/nibble.h"
#include "support/isas.h"
#include "support/matrices.h"
#include "support/oracle_encoder.h"

namespace nibble::test {
namespace {

// A random table of one type with guarded memory, and ids that take from it.
class Table {
 public:
  Table(Random& random, int32_t type, int64_t rows, int64_t columns, int64_t ids, int64_t offset)
      : columns_(columns),
        values_(static_cast<size_t>(rows * columns * BytesOfElement(type)),
                rows % 2 == 0 ? Edge::kFront : Edge::kBack),
        scales_(static_cast<size_t>(type == NIBBLE_INT8 ? rows : 0)),
        ids_(static_cast<size_t>(ids)) {
    for (uint8_t& byte : values_) byte = static_cast<uint8_t>(random.Bits());
    for (int64_t i = 0; i < rows * columns && type != NIBBLE_INT8; ++i) SetFinite(random, type, i);
    for (float& scale : scales_) scale = random.Float(0.001f, 0.02f);
    for (int32_t& id : ids_) id = static_cast<int32_t>(random.Int(0, rows - 1) - offset);
    view_ = {values_.data(), type == NIBBLE_INT8 ? scales_.data() : nullptr, rows, ids_.data(),
             offset,         type};
  }

  const nibble_lookup& view() const { return view_; }

  // The row that id i takes, widened.
  Row Taken(int64_t i) const {
    const int64_t row = ids_[static_cast<size_t>(i)] + view_.offset;
    Row widened;
    for (int64_t c = 0; c < columns_; ++c) widened.push_back(Value(row, c));
    return widened;
  }

 private:
  static int64_t BytesOfElement(int32_t type) {
    return type == NIBBLE_INT8 ? 1 : (type == NIBBLE_BFLOAT16 ? 2 : 4);
  }

  void SetFinite(Random& random, int32_t type, int64_t i) {
    const uint32_t bits = BitsOf(random.Float(-1, 1));
    if (type == NIBBLE_FLOAT32) {
      std::memcpy(values_.data() + 4 * i, &bits, 4);
    } else {
      const auto high = static_cast<uint16_t>(bits >> 16);
      std::memcpy(values_.data() + 2 * i, &high, 2);
    }
  }

  float Value(int64_t row, int64_t column) const {
    const uint8_t* element =
        values_.data() + (row * columns_ + column) * BytesOfElement(view_.type);
    if (view_.type == NIBBLE_INT8) {
      return static_cast<float>(static_cast<int8_t>(*element)) * scales_[static_cast<size_t>(row)];
    }
    uint32_t bits = 0;
    std::memcpy(&bits, element, static_cast<size_t>(BytesOfElement(view_.type)));
    return Decode(view_.type == NIBBLE_BFLOAT16 ? Type::kBFloat16 : Type::kFloat32, bits);
  }

  int64_t columns_;
  GuardedBuffer<uint8_t> values_;
  GuardedBuffer<float> scales_;
  GuardedBuffer<int32_t> ids_;
  nibble_lookup view_;
};

class EmbeddingTest : public testing::TestWithParam<int32_t> {
 protected:
  void SetUp() override { NIBBLE_SKIP_UNLESS_AVAILABLE(GetParam()); }

  Random random_;
};

TEST_P(EmbeddingTest, WordsPositionsAndTypes) {
  const int32_t types[] = {NIBBLE_FLOAT32, NIBBLE_BFLOAT16, NIBBLE_INT8};
  for (const int64_t columns : {1, 7, 15, 16, 17, 24, 31, 32, 33, 100, 384}) {
    for (int32_t first = 0; first < 3; ++first) {
      constexpr int64_t kTokens = 9;
      const Table words(random_, types[first], 50, columns, kTokens, 0);
      const Table positions(random_, types[(first + 1) % 3], 21, columns, kTokens, 2);
      const Table kinds(random_, types[(first + 2) % 3], 2, columns, kTokens, -5);
      const nibble_lookup lookups[] = {words.view(), positions.view(), kinds.view()};
      for (int64_t count = 1; count <= 3; ++count) {
        TypedMatrix y = Floats(kTokens, columns);
        ExpectOk(nibble_embedding(GetParam(), lookups, count, &y.view()));
        for (int64_t t = 0; t < kTokens; ++t) {
          std::vector<Row> rows = {words.Taken(t), positions.Taken(t), kinds.Taken(t)};
          rows.resize(static_cast<size_t>(count));
          const Row expected = OracleSumOfRows(rows, static_cast<size_t>(columns), false);
          ASSERT_EQ(Difference(y, t, expected), "") << columns << " columns, " << count;
        }
      }
    }
  }
}

TEST_P(EmbeddingTest, Bags) {
  const int32_t offsets[] = {0, 0, 1, 3, 3, 20};
  for (const int32_t type : {NIBBLE_FLOAT32, NIBBLE_BFLOAT16, NIBBLE_INT8}) {
    for (const int64_t columns : {1, 16, 21, 64}) {
      const Table table(random_, type, 31, columns, 20, 3);
      for (const int32_t mode : {NIBBLE_BAG_SUM, NIBBLE_BAG_MEAN}) {
        TypedMatrix y = Floats(5, columns);
        ExpectOk(nibble_embedding_bag(GetParam(), mode, &table.view(), offsets, &y.view()));
        for (int64_t row = 0; row < 5; ++row) {
          std::vector<Row> rows;
          for (int32_t i = offsets[row]; i < offsets[row + 1]; ++i) rows.push_back(table.Taken(i));
          const Row expected = OracleSumOfRows(rows, static_cast<size_t>(columns),
                                               mode == NIBBLE_BAG_MEAN);
          ASSERT_EQ(Difference(y, row, expected), "") << columns << " columns, mode " << mode;
        }
      }
    }
  }
}

TEST_P(EmbeddingTest, NoTokens) {
  const Table table(random_, NIBBLE_INT8, 3, 8, 0, 0);
  nibble_lookup lookup = table.view();
  lookup.ids = nullptr;
  TypedMatrix y = Floats(0, 8);
  ExpectOk(nibble_embedding(GetParam(), &lookup, 1, &y.view()));
  const int32_t offset = 0;
  ExpectOk(nibble_embedding_bag(GetParam(), NIBBLE_BAG_MEAN, &lookup, &offset, &y.view()));
}

INSTANTIATE_TEST_SUITE_P(Isas, EmbeddingTest, testing::ValuesIn(AllIsaNumbers()),
                         [](const auto& test) { return IsaName(test.param); });

}  // namespace
}  // namespace nibble::test
