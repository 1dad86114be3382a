// The row-wise parts of attention, written once over a vector type V (see activations.h).
#ifndef NIBBLE_OPS_ATTENTION_ROWS_H_
#define NIBBLE_OPS_ATTENTION_ROWS_H_

#include <cstdint>

#include "ops/activations.h"
#include "ops/elementwise.h"
#include "ops/ops.h"

namespace nibble {
namespace {

// Writes score(i, lanes) to x and returns the largest.
template <class V, class Score>
[[gnu::always_inline]] inline float StoreAndMax(int64_t count, float* x, Score score) {
  using F = typename V::F;
  const float lowest = -__builtin_inff();
  F max = V::Set(lowest);
  ForEachVector(count, [&](int64_t i, int64_t lanes) {
    V::Store(x + i, score(i, lanes), lanes);
    max = V::Max(V::Load(x + i, lanes, lowest), max);
  });
  return V::MaxLane(max);
}

template <class V>
void AttentionWeights(int64_t count, float scale, const float* bias_or_null, float* x) {
  const typename V::F factor = V::Set(scale);
  const float max =
      bias_or_null == nullptr
          ? StoreAndMax<V>(count, x,
                           [&](int64_t i, int64_t lanes) {
                             return V::Mul(V::Load(x + i, lanes, 0.0f), factor);
                           })
          : StoreAndMax<V>(count, x, [&](int64_t i, int64_t lanes) {
              return V::Fma(V::Load(x + i, lanes, 0.0f), factor,
                            V::Load(bias_or_null + i, lanes, 0.0f));
            });
  SoftmaxFrom<V>(max, count, x);
}

template <class V>
void Rotate(const Rotation& rotation) {
  using F = typename V::F;
  const int64_t half = rotation.half;
  ForEachVector(half, [&](int64_t i, int64_t lanes) {
    const F a = V::Load(rotation.x + i, lanes, 0.0f);
    const F b = V::Load(rotation.x + half + i, lanes, 0.0f);
    const F cosine = V::Load(rotation.cosine + i, lanes, 0.0f);
    const F sine = V::Load(rotation.sine + i, lanes, 0.0f);
    V::Store(rotation.y + i, V::Fma(V::Negate(b), sine, V::Mul(a, cosine)), lanes);
    V::Store(rotation.y + half + i, V::Fma(a, sine, V::Mul(b, cosine)), lanes);
  });
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_OPS_ATTENTION_ROWS_H_
