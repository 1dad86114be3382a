// Exact widening of 16-bit floats, for baseline code.
#ifndef NIBBLE_QUANT_WIDEN_H_
#define NIBBLE_QUANT_WIDEN_H_

#include <cstdint>
#include <cstring>

namespace nibble {
namespace {

inline float FromBits(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

struct Float32Element {
  using Stored = float;
  static float Widen(float x) { return x; }
};

struct BFloat16Element {
  using Stored = uint16_t;
  static float Widen(uint16_t x) { return FromBits(static_cast<uint32_t>(x) << 16); }
};

struct Float16Element {
  using Stored = uint16_t;
  static float Widen(uint16_t x) {
    const uint32_t sign = static_cast<uint32_t>(x & 0x8000u) << 16;
    const uint32_t exponent = (x >> 10) & 31u;
    const uint32_t fraction = x & 0x3ffu;
    if (exponent == 31) return FromBits(sign | 0x7f800000u | (fraction << 13));
    if (exponent != 0) return FromBits(sign | ((exponent + 112) << 23) | (fraction << 13));
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
};

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_QUANT_WIDEN_H_
