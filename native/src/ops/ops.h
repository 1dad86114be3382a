// Operators on float32 values (docs/operators.md), one set per vector width.
#ifndef NIBBLE_OPS_OPS_H_
#define NIBBLE_OPS_OPS_H_

#include <cstdint>

namespace nibble {

struct Operators {
  // Applies NIBBLE_RELU, … to `count` floats in place.
  void (*activate)(int32_t activation, int64_t count, float* x);
  // Softmax over one row of `count` ≥ 1 floats in place.
  void (*softmax)(int64_t count, float* x);
  // Rounds `count` floats to NIBBLE_BFLOAT16 or NIBBLE_FLOAT16.
  void (*narrow)(int32_t type, int64_t count, const float* x, void* y);
};

extern const Operators kOperatorsPortable;
extern const Operators kOperatorsAvx2;
extern const Operators kOperatorsAvx512;

// finite[row] = 1 if all `columns` elements of the row are finite, else 0.
struct FiniteRows {
  const void* x;
  int64_t rows, columns, stride;
  int32_t type;
  uint8_t* finite;
};
void FindFiniteRows(const FiniteRows& job);

}  // namespace nibble

#endif  // NIBBLE_OPS_OPS_H_
