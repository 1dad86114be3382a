// Packed layout of int8 weights (docs/packed-layout.md): pack, unpack. Arguments are valid. Panels,
// groups and padding are those of int4 weights, so that both read the same quantized activations.
#ifndef NIBBLE_LAYOUT_INT8_H_
#define NIBBLE_LAYOUT_INT8_H_

#include <cstdint>

#include "layout/layout.h"

namespace nibble {

// A byte holds w + 128: VPDPBUSD and its kin multiply an unsigned byte by a signed one, and a zero
// point of weights is a correction by group sums, which activations have anyway.
constexpr uint8_t kInt8Zero = 128;
constexpr int64_t kByteQuadBytes = 128;  // 4 k × 32 columns
constexpr int64_t kHalfByteQuadBytes = 64;

inline int64_t PanelByteBytes(const Layout& layout) { return kPanelColumns * layout.padded_k; }

struct Int8Source {
  const int8_t* values;  // n × k
  const float* scales;   // n × groups
};

struct Int8Target {
  uint8_t* weights;  // panels · PanelByteBytes()
  float* scales;
  float* comp;
};

void PackInt8(const Layout& layout, const Int8Source& source, const Int8Target& target);
void UnpackInt8(const Layout& layout, const uint8_t* weights, int8_t* values);

}  // namespace nibble

#endif  // NIBBLE_LAYOUT_INT8_H_
