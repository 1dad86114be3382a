// Normalization of a row, written once over a vector type V (see activations.h). Sums have sixteen
// partial sums, element i in sum i mod 16.
#ifndef NIBBLE_OPS_NORMS_H_
#define NIBBLE_OPS_NORMS_H_

#include <cstdint>

#include "ops/activations.h"
#include "ops/elementwise.h"
#include "ops/ops.h"

namespace nibble {
namespace {

// Writes x + residual to y and returns what the rest reads: y, or x where there is no residual.
template <class V>
const float* WithResidual(const NormRow& row) {
  if (row.residual == nullptr) return row.x;
  Add<V>(row.count, row.x, row.residual, row.y);
  return row.y;
}

template <class V>
float Sum(int64_t count, const float* x) {
  typename V::F sums = V::Set(0.0f);
  ForEachVector(count, [&](int64_t i, int64_t lanes) {
    sums = V::Add(sums, V::Load(x + i, lanes, 0.0f));
  });
  return V::TreeSum(sums);
}

// Σ (x − center)².
template <class V>
float SumOfSquares(int64_t count, const float* x, float center) {
  using F = typename V::F;
  const F middle = V::Set(center);
  F sums = V::Set(0.0f);
  ForEachVector(count, [&](int64_t i, int64_t lanes) {
    const F distance = V::Sub(V::Load(x + i, lanes, center), middle);
    sums = V::Fma(distance, distance, sums);
  });
  return V::TreeSum(sums);
}

template <class V>
typename V::F Deviation(const NormRow& row, float squares) {
  const float mean = squares / static_cast<float>(row.count);
  return V::Sqrt(V::Set(mean + row.epsilon));
}

template <class V>
void LayerNorm(const NormRow& row) {
  using F = typename V::F;
  const float* x = WithResidual<V>(row);
  const float center = Sum<V>(row.count, x) / static_cast<float>(row.count);
  const F deviation = Deviation<V>(row, SumOfSquares<V>(row.count, x, center));
  const F middle = V::Set(center);
  const auto normalized = [&](int64_t i, int64_t lanes) {
    return V::Div(V::Sub(V::Load(x + i, lanes, 0.0f), middle), deviation);
  };
  if (row.bias == nullptr) {
    ForEachVector(row.count, [&](int64_t i, int64_t lanes) {
      const F y = V::Mul(normalized(i, lanes), V::Load(row.weight + i, lanes, 0.0f));
      V::Store(row.y + i, Canonical<V>(y), lanes);
    });
  } else {
    ForEachVector(row.count, [&](int64_t i, int64_t lanes) {
      const F y = V::Fma(normalized(i, lanes), V::Load(row.weight + i, lanes, 0.0f),
                         V::Load(row.bias + i, lanes, 0.0f));
      V::Store(row.y + i, Canonical<V>(y), lanes);
    });
  }
}

template <class V>
void RmsNorm(const NormRow& row) {
  using F = typename V::F;
  const float* x = WithResidual<V>(row);
  const F deviation = Deviation<V>(row, SumOfSquares<V>(row.count, x, 0.0f));
  ForEachVector(row.count, [&](int64_t i, int64_t lanes) {
    const F normalized = V::Div(V::Load(x + i, lanes, 0.0f), deviation);
    const F y = V::Mul(normalized, V::Load(row.weight + i, lanes, 0.0f));
    V::Store(row.y + i, Canonical<V>(y), lanes);
  });
}

template <class V>
void L2Normalize(int64_t count, const float* x, float* y) {
  using F = typename V::F;
  constexpr float kSmallestLength = 1e-12f;
  const F length = V::Sqrt(V::Set(SumOfSquares<V>(count, x, 0.0f)));
  const F divisor = Math<V>::KeepNan(length, V::Max(length, V::Set(kSmallestLength)));
  ForEachVector(count, [&](int64_t i, int64_t lanes) {
    V::Store(y + i, Canonical<V>(V::Div(V::Load(x + i, lanes, 0.0f), divisor)), lanes);
  });
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_OPS_NORMS_H_
