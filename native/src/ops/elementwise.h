// Sums and products of two rows, written once over a vector type V (see activations.h).
#ifndef NIBBLE_OPS_ELEMENTWISE_H_
#define NIBBLE_OPS_ELEMENTWISE_H_

#include <cstdint>

#include "ops/activations.h"

namespace nibble {
namespace {

// Calls body(i, lanes) for each vector of `count` elements; only the last may have fewer lanes.
template <class Body>
[[gnu::always_inline]] inline void ForEachVector(int64_t count, Body body) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) body(i, kLanes);
  if (i < count) body(i, count - i);
}

template <class V>
typename V::F Canonical(typename V::F y) {
  return Math<V>::KeepNan(y, y);
}

template <class V>
void Add(int64_t count, const float* a, const float* b, float* y) {
  ForEachVector(count, [&](int64_t i, int64_t lanes) {
    const typename V::F sum = V::Add(V::Load(a + i, lanes, 0.0f), V::Load(b + i, lanes, 0.0f));
    V::Store(y + i, Canonical<V>(sum), lanes);
  });
}

template <class V>
void Multiply(int64_t count, const float* a, const float* b, float* y) {
  ForEachVector(count, [&](int64_t i, int64_t lanes) {
    const typename V::F product = V::Mul(V::Load(a + i, lanes, 0.0f), V::Load(b + i, lanes, 0.0f));
    V::Store(y + i, Canonical<V>(product), lanes);
  });
}

template <class V>
void Divide(int64_t count, float divisor, const float* x, float* y) {
  const typename V::F by = V::Set(divisor);
  ForEachVector(count, [&](int64_t i, int64_t lanes) {
    V::Store(y + i, Canonical<V>(V::Div(V::Load(x + i, lanes, 0.0f), by)), lanes);
  });
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_OPS_ELEMENTWISE_H_
