// Scale and zero point of one row from its range; the same scalar float32 operations on every ISA.
// In an anonymous namespace, so that each ISA file keeps its own copy.
#ifndef NIBBLE_QUANT_ROW_PARAMETERS_H_
#define NIBBLE_QUANT_ROW_PARAMETERS_H_

#include <cstdint>

namespace nibble {
namespace {

struct RowRange {
  float min, max, max_abs;  // of the row's elements; min and max with 0 among them
  bool finite;
};

struct RowParameters {
  float scale, inverse;
  int32_t offset;      // added to the rounded value
  int32_t low, high;   // then clamped to these
  int32_t shift;       // then taken off, to reach int8
  int32_t zero_point;  // z_a
  bool bad;
};

constexpr float kSmallestScale = 0x1p-23f;  // float32 epsilon: a row of zeros quantizes to zeros

// Nearest integer, ties to even, of |x| ≤ 2^22. Adding 1.5 · 2^23 leaves no fraction bits.
inline int32_t RoundToInt(float x) {
  constexpr float kShift = 0x1.8p+23f;
  const float shifted = x + kShift;
  int32_t bits;
  __builtin_memcpy(&bits, &shifted, sizeof bits);
  return bits - 0x4b400000;
}

inline int32_t Clamp(int32_t x, int32_t low, int32_t high) {
  return x < low ? low : (x > high ? high : x);
}

inline RowParameters SymmetricParameters(const RowRange& range) {
  const float raw = range.max_abs / 127.0f;
  const float scale = raw < kSmallestScale ? kSmallestScale : raw;
  return {scale, 1.0f / scale, 0, -127, 127, 0, 0, !range.finite};
}

inline RowParameters AsymmetricParameters(const RowRange& range) {
  const float width = range.max - range.min;
  if (!range.finite || width > 0x1.fffffep+127f) return {0, 0, 0, 0, 0, 0, 0, true};
  const float raw = width / 255.0f;
  const float scale = raw < kSmallestScale ? kSmallestScale : raw;
  const int32_t zero = Clamp(-RoundToInt(range.min / scale), 0, 255);
  return {scale, 1.0f / scale, zero, 0, 255, 128, zero - 128, false};
}

inline RowParameters ParametersOf(const RowRange& range, bool asymmetric) {
  return asymmetric ? AsymmetricParameters(range) : SymmetricParameters(range);
}

}  // namespace
}  // namespace nibble

#endif  // NIBBLE_QUANT_ROW_PARAMETERS_H_
