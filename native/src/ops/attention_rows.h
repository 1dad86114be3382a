// The row-wise parts of attention, written once over a vector type V (see activations.h).
#ifndef NIBBLE_OPS_ATTENTION_ROWS_H_
#define NIBBLE_OPS_ATTENTION_ROWS_H_

#include <cstdint>

#include "ops/activations.h"
#include "ops/elementwise.h"
#include "ops/ops.h"

namespace nibble {
namespace {

// Writes e^(score(i, lanes) − the largest score) to x and returns the sum.
template <class V, class Score>
[[gnu::always_inline]] inline float Exponentials(int64_t count, float* x, Score score) {
  using F = typename V::F;
  const F lowest = V::Set(-__builtin_inff());
  F most = lowest;
  ForEachVector(count, [&](int64_t i, int64_t lanes) {
    most = V::Max(V::KeepFirst(score(i, lanes), lanes, lowest), most);
  });
  const F max = V::Set(V::MaxLane(most));
  F sums = V::Set(0.0f);
  ForEachVector(count, [&](int64_t j, int64_t lanes) {
    const F e = Math<V>::ExpOfNegative(V::Sub(score(j, lanes), max));
    V::Store(x + j, e, lanes);
    sums = V::Add(sums, V::KeepFirst(e, lanes, V::Set(0.0f)));
  });
  return V::TreeSum(sums);
}

template <class V>
float AttentionWeights(int64_t count, float scale, const float* bias_or_null, float* x) {
  const typename V::F factor = V::Set(scale);
  if (bias_or_null == nullptr) {
    return Exponentials<V>(count, x, [&](int64_t i, int64_t lanes) {
      return V::Mul(V::Load(x + i, lanes, 0.0f), factor);
    });
  }
  return Exponentials<V>(count, x, [&](int64_t i, int64_t lanes) {
    return V::Fma(V::Load(x + i, lanes, 0.0f), factor, V::Load(bias_or_null + i, lanes, 0.0f));
  });
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
