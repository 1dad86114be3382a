// Float32 matrices between guard pages, for tests of operators on rows.
#ifndef NIBBLE_TEST_SUPPORT_MATRICES_H_
#define NIBBLE_TEST_SUPPORT_MATRICES_H_

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "nibble/nibble.h"
#include "support/guarded_buffer.h"
#include "support/oracle.h"
#include "support/problem.h"
#include "support/random.h"

namespace nibble::test {

inline uint32_t BitsOf(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

// Rows at one of the guard pages, `gap` marked elements apart.
inline TypedMatrix Floats(int64_t rows, int64_t columns, int64_t gap = 3, Edge edge = Edge::kBack) {
  return TypedMatrix(Type::kFloat32, rows, columns, columns + gap, edge);
}

inline void Fill(Random& random, TypedMatrix& x, float size = 2.0f) {
  for (int64_t row = 0; row < x.view().rows; ++row) {
    for (int64_t column = 0; column < x.view().columns; ++column) {
      x.Set(row, column, BitsOf(random.Float(-size, size)));
    }
  }
}

// The first element of a row that differs in its bits, described; empty when all agree.
inline std::string Difference(const TypedMatrix& y, int64_t row,
                              const std::vector<float>& expected) {
  for (int64_t column = 0; column < y.view().columns; ++column) {
    const float value = expected[static_cast<size_t>(column)];
    if (y.Bits(row, column) == BitsOf(value)) continue;
    return "row " + std::to_string(row) + ", column " + std::to_string(column) + ": " +
           std::to_string(y.Value(row, column)) + ", expected " + std::to_string(value);
  }
  return y.MarksSurvive() ? "" : "wrote between its rows";
}

}  // namespace nibble::test

#endif  // NIBBLE_TEST_SUPPORT_MATRICES_H_
