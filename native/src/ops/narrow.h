// Float bit patterns and rounding to 16-bit types, for baseline code.
#ifndef NIBBLE_OPS_NARROW_H_
#define NIBBLE_OPS_NARROW_H_

#include <cstdint>
#include <cstring>

namespace nibble {
namespace {

inline uint32_t BitsOfFloat(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

inline float FloatOfBits(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

// bits / 2^shift, rounded to the nearest integer, ties to even.
inline uint32_t ShiftRounded(uint32_t bits, uint32_t shift) {
  const uint32_t odd = (bits >> shift) & 1;
  return (bits + ((1u << (shift - 1)) - 1) + odd) >> shift;
}

inline uint16_t BFloat16Of(float x) {
  const uint32_t bits = BitsOfFloat(x);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fc0;
  return static_cast<uint16_t>(ShiftRounded(bits, 16));
}

inline uint16_t Float16Of(float x) {
  const uint32_t bits = BitsOfFloat(x);
  const uint32_t sign = (bits >> 16) & 0x8000;
  const uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return 0x7e00;
  if (magnitude >= 0x477ff000) return static_cast<uint16_t>(sign | 0x7c00);  // 65520 and above
  if (magnitude >= 0x38800000) {                                             // 2^-14: normal
    return static_cast<uint16_t>(sign | ShiftRounded(magnitude - 0x38000000, 13));
  }
  if (magnitude < 0x33000000) return static_cast<uint16_t>(sign);  // below 2^-25: zero
  const uint32_t significand = (magnitude & 0x7fffff) | 0x800000;
  return static_cast<uint16_t>(sign | ShiftRounded(significand, 126 - (magnitude >> 23)));
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_OPS_NARROW_H_
