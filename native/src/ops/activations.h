// The activation functions and softmax of docs/operators.md, written once over a vector type V.
//
// V wraps sixteen float lanes (V::F), a mask (V::M) and the operations used below; every ISA brings
// its own V from an anonymous namespace. All names here are in an anonymous namespace too, so that
// code compiled with an ISA's flags never replaces another's at link time.
#ifndef NIBBLE_OPS_ACTIVATIONS_H_
#define NIBBLE_OPS_ACTIVATIONS_H_

#include <cstdint>

#include "nibble/nibble.h"

namespace nibble {
namespace {

constexpr int64_t kLanes = 16;

template <class V>
struct Math {
  using F = typename V::F;

  static F Exp(F x) {
    return BoundedExp(V::Min(V::Max(x, V::Set(-104.0f)), V::Set(89.0f)));
  }

  // The same for x ≤ 0, but NaN for NaN: V::Max keeps what it gets second.
  static F ExpOfNegative(F x) { return BoundedExp(V::Max(V::Set(-104.0f), x)); }

  static F BoundedExp(F x) {
    const F shift = V::Set(0x1.8p+23f);
    const F shifted = V::Fma(x, V::Set(0x1.715476p+0f), shift);
    const F n = V::Sub(shifted, shift);
    F r = V::Fma(n, V::Set(-0x1.62e4p-1f), x);
    r = V::Fma(n, V::Set(-0x1.7f7d1cp-20f), r);
    F p = V::Set(0x1.68d3a0p-10f);
    p = V::Fma(p, r, V::Set(0x1.11e3f8p-7f));
    p = V::Fma(p, r, V::Set(0x1.5558aep-5f));
    p = V::Fma(p, r, V::Set(0x1.555504p-3f));
    p = V::Fma(p, r, V::Set(0x1.fffffep-2f));
    p = V::Fma(p, r, V::Set(1.0f));
    p = V::Fma(p, r, V::Set(1.0f));
    return V::TimesPowerOfTwo(p, shifted);
  }

  static F Relu(F x) { return V::Select(V::Less(V::Set(0.0f), x), x, V::Set(0.0f)); }

  static F Sigmoid(F x) {
    const F one = V::Set(1.0f);
    const F e = Exp(V::Negate(V::Abs(x)));
    return V::Div(V::Select(V::Less(x, V::Set(0.0f)), e, one), V::Add(one, e));
  }

  static F Silu(F x) { return V::Mul(V::Max(x, V::Set(-110.0f)), Sigmoid(x)); }

  static F Tanh(F x) {
    const F a = V::Abs(x);
    const F t = V::Mul(a, a);
    F p = V::Set(-0x1.75e1cep-8f);
    p = V::Fma(p, t, V::Set(0x1.52269cp-6f));
    p = V::Fma(p, t, V::Set(-0x1.b83c5ap-5f));
    p = V::Fma(p, t, V::Set(0x1.110726p-3f));
    p = V::Fma(p, t, V::Set(-0x1.555532p-2f));
    const F small = V::Fma(V::Mul(a, t), p, a);
    const F one = V::Set(1.0f);
    const F large = V::Sub(one, V::Div(V::Set(2.0f), V::Add(Exp(V::Add(a, a)), one)));
    return V::CopySign(V::Select(V::Less(a, V::Set(0.625f)), small, large), x);
  }

  // exp(−a²/2), with a correction for what rounding a² loses.
  static F Bell(F a) {
    const F half = V::Set(-0.5f);
    const F square = V::Mul(a, a);
    const F lost = V::Fma(a, a, V::Negate(square));
    const F e = Exp(V::Mul(half, square));
    return V::Fma(e, V::Mul(half, lost), e);
  }

  static F GeluErf(F x) {
    const F a = V::Min(V::Abs(x), V::Set(16.0f));
    const F one = V::Set(1.0f);
    const F t = V::Div(one, V::Fma(a, V::Set(0.25f), one));
    F p = V::Set(0x1.14c3bap-6f);
    p = V::Fma(p, t, V::Set(-0x1.0857eap-4f));
    p = V::Fma(p, t, V::Set(0x1.c9c2c2p-5f));
    p = V::Fma(p, t, V::Set(0x1.7277a0p-6f));
    p = V::Fma(p, t, V::Set(0x1.228e9cp-6f));
    p = V::Fma(p, t, V::Set(0x1.5774acp-4f));
    p = V::Fma(p, t, V::Set(0x1.2b0f60p-4f));
    p = V::Fma(p, t, V::Set(0x1.864c96p-4f));
    p = V::Fma(p, t, V::Set(0x1.97a3d0p-4f));
    p = V::Fma(p, t, V::Set(0x1.988f9cp-4f));
    const F tail = V::Mul(Bell(a), V::Mul(p, t));
    return V::Fma(V::Negate(a), tail, Relu(x));
  }

  static F GeluTanh(F x) {
    const F w = V::Mul(V::Fma(V::Mul(x, x), V::Set(0x1.2444f2p-4f), V::Set(0x1.988454p+0f)), x);
    return V::Mul(V::Max(x, V::Set(-16.0f)), Sigmoid(w));
  }

  // The one NaN that leaves an operator is the canonical one, V::Nan().
  static F KeepNan(F x, F result) { return V::Select(V::IsNan(x), V::Nan(), result); }
};

template <class V, typename V::F (*kFunction)(typename V::F)>
void MapInPlace(int64_t count, float* x) {
  for (int64_t i = 0; i < count; i += kLanes) {
    const int64_t lanes = count - i < kLanes ? count - i : kLanes;
    const typename V::F value = V::Load(x + i, lanes, 0.0f);
    V::Store(x + i, Math<V>::KeepNan(value, kFunction(value)), lanes);
  }
}

template <class V>
typename V::F Identity(typename V::F x) {
  return x;
}

template <class V>
void Activate(int32_t activation, int64_t count, float* x) {
  switch (activation) {
    case NIBBLE_RELU:
      return MapInPlace<V, Math<V>::Relu>(count, x);
    case NIBBLE_GELU_ERF:
      return MapInPlace<V, Math<V>::GeluErf>(count, x);
    case NIBBLE_GELU_TANH:
      return MapInPlace<V, Math<V>::GeluTanh>(count, x);
    case NIBBLE_SILU:
      return MapInPlace<V, Math<V>::Silu>(count, x);
    case NIBBLE_TANH:
      return MapInPlace<V, Math<V>::Tanh>(count, x);
    case NIBBLE_SIGMOID:
      return MapInPlace<V, Math<V>::Sigmoid>(count, x);
    default:
      return MapInPlace<V, Identity<V>>(count, x);
  }
}

template <class V>
float RowMax(int64_t count, const float* x) {
  const float lowest = -__builtin_inff();
  typename V::F max = V::Set(lowest);
  for (int64_t i = 0; i < count; i += kLanes) {
    const int64_t lanes = count - i < kLanes ? count - i : kLanes;
    max = V::Max(V::Load(x + i, lanes, lowest), max);
  }
  return V::MaxLane(max);
}

template <class V>
void Softmax(int64_t count, float* x) {
  using F = typename V::F;
  const F max = V::Set(RowMax<V>(count, x));
  F sums = V::Set(0.0f);
  for (int64_t i = 0; i < count; i += kLanes) {
    const int64_t lanes = count - i < kLanes ? count - i : kLanes;
    const F d = V::Sub(V::Load(x + i, lanes, 0.0f), max);
    const F e = Math<V>::KeepNan(d, Math<V>::Exp(d));
    V::Store(x + i, e, lanes);
    sums = V::Add(sums, V::KeepFirst(e, lanes, V::Set(0.0f)));
  }
  const F sum = V::Set(V::TreeSum(sums));
  for (int64_t i = 0; i < count; i += kLanes) {
    const int64_t lanes = count - i < kLanes ? count - i : kLanes;
    const F y = V::Div(V::Load(x + i, lanes, 0.0f), sum);
    V::Store(x + i, Math<V>::KeepNan(y, y), lanes);
  }
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_OPS_ACTIVATIONS_H_
