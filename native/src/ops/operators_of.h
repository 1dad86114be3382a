// All operators of one ISA: what is written over a vector type, and what each ISA writes by itself.
#ifndef NIBBLE_OPS_OPERATORS_OF_H_
#define NIBBLE_OPS_OPERATORS_OF_H_

#include "ops/activations.h"
#include "ops/attention_rows.h"
#include "ops/elementwise.h"
#include "ops/embedding.h"
#include "ops/norms.h"
#include "ops/ops.h"
#include "ops/pool.h"

namespace nibble {
namespace {

template <class V>
constexpr Operators OperatorsOf(decltype(Operators::narrow) narrow,
                                decltype(Operators::transpose) transpose) {
  Operators operators = {};
  operators.activate = Activate<V>;
  operators.softmax = Softmax<V>;
  operators.narrow = narrow;
  operators.transpose = transpose;
  operators.add = Add<V>;
  operators.multiply = Multiply<V>;
  operators.divide = Divide<V>;
  operators.layer_norm = LayerNorm<V>;
  operators.rms_norm = RmsNorm<V>;
  operators.l2_normalize = L2Normalize<V>;
  operators.add_table_row = AddTableRow<V>;
  operators.mean = Mean<V>;
  operators.max = Max<V>;
  operators.attention_weights = AttentionWeights<V>;
  operators.rotate = Rotate<V>;
  return operators;
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_OPS_OPERATORS_OF_H_
