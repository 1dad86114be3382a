// Entry points: quantization, linear layers, activation functions.
#include "api_support.h"

namespace nibble {
namespace {

void CheckWeights(Checks& checks, const nibble_qb4w_weights& weights) {
  checks.Shape(weights.n, weights.k, weights.group_size);
  checks.ScaleType("weights.scale_type", weights.scale_type);
  checks.NotNull("weights.nibbles", weights.nibbles);
  checks.Array("weights.scales", weights.scales, ElementBytes(weights.scale_type));
  checks.Array("weights.comp", weights.comp, sizeof(float));
  checks.OptionalArray("weights.bias", weights.bias, sizeof(float));
}

void CheckWeights(Checks& checks, const nibble_qb8w_weights& weights) {
  checks.Int8Shape(weights.n, weights.k, weights.group_size);
  checks.NotNull("weights.weights", weights.weights);
  checks.Array("weights.scales", weights.scales, sizeof(float));
  checks.Array("weights.comp", weights.comp, sizeof(float));
  checks.OptionalArray("weights.bias", weights.bias, sizeof(float));
}

void CheckWeights(Checks& checks, const nibble_f32_weights& weights) {
  checks.Shape(weights.n, weights.k, 0);
  checks.Array("weights.weight", weights.weight, sizeof(float));
  checks.OptionalArray("weights.bias", weights.bias, sizeof(float));
}

// What all linear layers ask of their arguments.
template <class Weights>
void CheckLinear(Checks& checks, int32_t isa, const Weights* weights, int32_t activation,
                 const nibble_matrix* x, const nibble_matrix* y) {
  checks.RunsHere(isa);
  checks.Object("weights", weights);
  checks.Range("activation", activation, NIBBLE_IDENTITY, NIBBLE_SIGMOID);
  checks.MatrixArgument("x", x);
  checks.MatrixArgument("y", y);
  if (!checks.ok()) return;
  CheckWeights(checks, *weights);
  checks.Equal("x.columns", x->columns, "weights.k", weights->k);
  checks.Equal("y.columns", y->columns, "weights.n", weights->n);
  checks.Equal("y.rows", y->rows, "x.rows", x->rows);
  checks.Disjoint("x", *x, "y", *y);
}

void CheckActQuant(Checks& checks, int32_t act_quant) {
  checks.Range("act_quant", act_quant, NIBBLE_ACT_SYMMETRIC, NIBBLE_ACT_ASYMMETRIC);
}

Qd8Linear WithWeights(const nibble_qb4w_weights& weights) {
  Qd8Linear linear = {};
  linear.weights = weights.nibbles;
  linear.zero_points = weights.zero_points;
  if (weights.scale_type == NIBBLE_BFLOAT16) {
    linear.bfloat16_scales = static_cast<const uint16_t*>(weights.scales);
  } else {
    linear.scales = static_cast<const float*>(weights.scales);
  }
  return linear;
}

Qd8Linear WithWeights(const nibble_qb8w_weights& weights) {
  Qd8Linear linear = {};
  linear.int8_weights = true;
  linear.weights = weights.weights;
  linear.scales = weights.scales;
  return linear;
}

// Checks the arguments of a linear layer over quantized rows and runs it.
template <class Weights>
void RunQuantized(Checks& checks, int32_t isa, const Weights* weights, int32_t act_quant,
                  int32_t activation, const nibble_matrix* x, const nibble_matrix* y,
                  void* workspace, int64_t workspace_bytes) {
  CheckLinear(checks, isa, weights, activation, x, y);
  CheckActQuant(checks, act_quant);
  if (!checks.ok() || x->rows == 0) return;
  Qd8Linear linear = WithWeights(*weights);
  linear.layout = LayoutOf(weights->n, weights->k, weights->group_size);
  checks.NotNull("workspace", workspace);
  checks.Range("workspace_bytes", workspace_bytes, Qd8WorkspaceBytes(x->rows, linear.layout),
               INT64_MAX);
  if (!checks.ok()) return;
  linear.comp = weights->comp;
  linear.bias = weights->bias;
  linear.asymmetric_activations = act_quant == NIBBLE_ACT_ASYMMETRIC;
  linear.activation = activation;
  linear.x = MatrixOf(*x);
  linear.y = MatrixOf(*y);
  linear.workspace = workspace;
  RunQd8Linear(IsaOf(isa), linear);
}

}  // namespace
}  // namespace nibble

using nibble::Checks;
using nibble::Guarded;
using nibble::IsaOf;
using nibble::Layout;
using nibble::LayoutOf;
using nibble::MatrixOf;

int32_t nibble_quantize_rows(int32_t isa, int32_t act_quant, int64_t group_size,
                             const nibble_matrix* x, int8_t* q, float* scale, int32_t* zero_point,
                             int32_t* group_sums) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.RunsHere(isa);
    nibble::CheckActQuant(checks, act_quant);
    checks.GroupSize(group_size);
    checks.MatrixArgument("x", x);
    if (!checks.ok()) return;
    checks.Range("x.columns", x->columns, 1, NIBBLE_MAX_K);
    if (!checks.ok() || x->rows == 0) return;
    checks.NotNull("q", q);
    checks.Array("scale", scale, sizeof *scale);
    checks.Array("zero_point", zero_point, sizeof *zero_point);
    checks.Array("group_sums", group_sums, sizeof *group_sums);
    if (!checks.ok()) return;
    const Layout layout = LayoutOf(1, x->columns, group_size);
    IsaOf(isa).quantize_rows({x->data, x->rows, x->columns, x->stride, x->type,
                              act_quant == NIBBLE_ACT_ASYMMETRIC, layout.groups,
                              layout.group_length, q, layout.padded_k, scale, zero_point,
                              group_sums});
  });
}

int32_t nibble_qd8_workspace_bytes(int64_t rows, int64_t k, int64_t group_size, int64_t* bytes) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.Range("rows", rows, 0, INT64_MAX);
    checks.Shape(1, k, group_size);
    checks.Object("bytes", bytes);
    if (checks.ok()) *bytes = nibble::Qd8WorkspaceBytes(rows, LayoutOf(1, k, group_size));
  });
}

int32_t nibble_qd8_f32_qb4w_linear(int32_t isa, const nibble_qb4w_weights* weights,
                                   int32_t act_quant, int32_t activation, const nibble_matrix* x,
                                   const nibble_matrix* y, void* workspace,
                                   int64_t workspace_bytes) {
  return Guarded(__func__, [&](Checks& checks) {
    nibble::RunQuantized(checks, isa, weights, act_quant, activation, x, y, workspace,
                         workspace_bytes);
  });
}

int32_t nibble_qd8_f32_qb8w_linear(int32_t isa, const nibble_qb8w_weights* weights,
                                   int32_t act_quant, int32_t activation, const nibble_matrix* x,
                                   const nibble_matrix* y, void* workspace,
                                   int64_t workspace_bytes) {
  return Guarded(__func__, [&](Checks& checks) {
    nibble::RunQuantized(checks, isa, weights, act_quant, activation, x, y, workspace,
                         workspace_bytes);
  });
}

int32_t nibble_f32_linear(int32_t isa, const nibble_f32_weights* weights, int32_t activation,
                          const nibble_matrix* x, const nibble_matrix* y) {
  return Guarded(__func__, [&](Checks& checks) {
    nibble::CheckLinear(checks, isa, weights, activation, x, y);
    if (!checks.ok()) return;
    checks.Range("x.type", x->type, NIBBLE_FLOAT32, NIBBLE_FLOAT32);
    checks.Range("y.type", y->type, NIBBLE_FLOAT32, NIBBLE_FLOAT32);
    if (!checks.ok()) return;
    nibble::RunF32Linear(IsaOf(isa), {weights->n, weights->k, weights->weight, weights->bias,
                                      activation, MatrixOf(*x), MatrixOf(*y)});
  });
}

int32_t nibble_activate(int32_t isa, int32_t activation, int64_t count, float* x) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.RunsHere(isa);
    checks.Range("activation", activation, NIBBLE_IDENTITY, NIBBLE_SIGMOID);
    checks.Range("count", count, 0, INT64_MAX);
    if (!checks.ok() || count == 0) return;
    checks.Array("x", x, sizeof *x);
    if (checks.ok()) IsaOf(isa).operators->activate(activation, count, x);
  });
}

int32_t nibble_softmax(int32_t isa, const nibble_matrix* x) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.RunsHere(isa);
    checks.MatrixArgument("x", x);
    if (!checks.ok()) return;
    checks.Range("x.type", x->type, NIBBLE_FLOAT32, NIBBLE_FLOAT32);
    if (!checks.ok()) return;
    for (int64_t row = 0; row < x->rows; ++row) {
      IsaOf(isa).operators->softmax(x->columns, static_cast<float*>(x->data) + row * x->stride);
    }
  });
}

int32_t nibble_finite_rows(const nibble_matrix* x, uint8_t* finite) {
  return Guarded(__func__, [&](Checks& checks) {
    checks.MatrixArgument("x", x);
    if (!checks.ok() || x->rows == 0) return;
    checks.NotNull("finite", finite);
    if (!checks.ok()) return;
    nibble::FindFiniteRows({x->data, x->rows, x->columns, x->stride, x->type, finite});
  });
}
