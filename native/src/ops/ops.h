// Operators on float32 values (docs/operators.md), one set per vector width. Each works on a row,
// or on the rows that make one row of results.
#ifndef NIBBLE_OPS_OPS_H_
#define NIBBLE_OPS_OPS_H_

#include <cstdint>

namespace nibble {

// y = normalized(x + residual) by one row's own mean and variance, or mean square.
struct NormRow {
  int64_t count;
  const float* weight;
  const float* bias;  // or null
  float epsilon;
  const float* x;
  const float* residual;  // or null
  float* y;               // may be x or residual
};

// A row of an embedding table, to be added to y.
struct TableRow {
  int64_t count;
  int32_t type;  // NIBBLE_FLOAT32, NIBBLE_BFLOAT16 or NIBBLE_INT8
  const void* values;
  float scale;  // of int8 values
  float* y;
};

// The tokens of one row of a table become one row of results.
struct PoolRow {
  int64_t tokens, columns, stride;
  const float* x;
  float* y;
};

// Up to kPanelRows rows of x as the columns of a panel of packed float32 weights.
constexpr int64_t kPanelRows = 32;
struct Panel {
  int64_t rows, columns, stride;
  const float* x;
  float* y;  // columns × kPanelRows, zero past the rows
};

// Turns the first half of a head against the second by each column's angle.
struct Rotation {
  int64_t half;
  const float* cosine;
  const float* sine;
  const float* x;
  float* y;
};

struct Operators {
  // Applies NIBBLE_RELU, … to `count` floats in place.
  void (*activate)(int32_t activation, int64_t count, float* x);
  // Softmax over one row of `count` ≥ 1 floats in place.
  void (*softmax)(int64_t count, float* x);
  // Rounds `count` floats to NIBBLE_BFLOAT16 or NIBBLE_FLOAT16.
  void (*narrow)(int32_t type, int64_t count, const float* x, void* y);
  void (*transpose)(const Panel& panel);
  // Of `count` floats; y may be a or b.
  void (*add)(int64_t count, const float* a, const float* b, float* y);
  void (*multiply)(int64_t count, const float* a, const float* b, float* y);
  // y = x / divisor; y may be x.
  void (*divide)(int64_t count, float divisor, const float* x, float* y);
  void (*layer_norm)(const NormRow& row);
  void (*rms_norm)(const NormRow& row);
  // y may be x.
  void (*l2_normalize)(int64_t count, const float* x, float* y);
  void (*add_table_row)(const TableRow& row);
  // Of one token or more.
  void (*mean)(const PoolRow& row);
  void (*max)(const PoolRow& row);
  // Scores x · scale + bias of `count` ≥ 1 keys to their exponentials, in place; the sum of these.
  float (*attention_weights)(int64_t count, float scale, const float* bias_or_null, float* x);
  void (*rotate)(const Rotation& rotation);
};

extern const Operators kOperatorsPortable;
extern const Operators kOperatorsAvx2;
extern const Operators kOperatorsAvx512;
extern const Operators kOperatorsNeon;

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
