// One row of results from the tokens of a row, written once over a vector type V (see
// activations.h).
#ifndef NIBBLE_OPS_POOL_H_
#define NIBBLE_OPS_POOL_H_

#include <cstdint>

#include "ops/activations.h"
#include "ops/elementwise.h"
#include "ops/ops.h"

namespace nibble {
namespace {

template <class V>
void Mean(const PoolRow& row) {
  using F = typename V::F;
  const F tokens = V::Set(static_cast<float>(row.tokens));
  ForEachVector(row.columns, [&](int64_t i, int64_t lanes) {
    F sum = V::Set(0.0f);
    for (int64_t token = 0; token < row.tokens; ++token) {
      sum = V::Add(sum, V::Load(row.x + token * row.stride + i, lanes, 0.0f));
    }
    V::Store(row.y + i, Canonical<V>(V::Div(sum, tokens)), lanes);
  });
}

// V::Max skips a NaN that it gets first and keeps one that it gets second.
template <class V>
void Max(const PoolRow& row) {
  using F = typename V::F;
  ForEachVector(row.columns, [&](int64_t i, int64_t lanes) {
    F max = V::Load(row.x + i, lanes, 0.0f);
    for (int64_t token = 1; token < row.tokens; ++token) {
      const F x = V::Load(row.x + token * row.stride + i, lanes, 0.0f);
      max = Math<V>::KeepNan(x, V::Max(x, max));
    }
    V::Store(row.y + i, Canonical<V>(max), lanes);
  });
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_OPS_POOL_H_
