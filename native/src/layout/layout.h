// Packed layout v1 (docs/packed-layout.md): geometry, pack, unpack. Arguments are valid.
#ifndef NIBBLE_LAYOUT_LAYOUT_H_
#define NIBBLE_LAYOUT_LAYOUT_H_

#include <cstdint>

namespace nibble {

constexpr int64_t kPanelColumns = 32;
constexpr int64_t kHalfPanel = 16;  // columns c and c + 16 share a byte
constexpr int64_t kQuad = 4;        // consecutive k of one column, one int32 lane
constexpr int64_t kQuadBytes = 64;  // 4 k × 32 columns
constexpr uint8_t kSymmetricZero = 8;

struct Layout {
  int64_t n, k;
  int64_t panels, padded_k, groups, group_length;

  int64_t NibbleBytes() const { return panels * (kPanelColumns / 2) * padded_k; }
  int64_t ScaleCount() const { return panels * groups * kPanelColumns; }
  int64_t ColumnCount() const { return panels * kPanelColumns; }
  int64_t PanelNibbleBytes() const { return (kPanelColumns / 2) * padded_k; }
  int64_t PanelScaleCount() const { return groups * kPanelColumns; }
};

// group_size 32, 64, 128, or 0 for one group per column.
Layout LayoutOf(int64_t n, int64_t k, int64_t group_size);

struct QuantizedWeights {
  const uint8_t* values;       // n × k
  const float* scales;         // n × groups, exact in the type of PackedWeights' scales
  const uint8_t* zero_points;  // n × groups, or null for 8 everywhere
};

struct PackedWeights {
  uint8_t* nibbles;
  float* scales;  // null for scales in bfloat16, which go to the next
  uint16_t* bfloat16_scales;
  uint8_t* zero_points;  // null if and only if QuantizedWeights' is
  float* comp;
};

void Pack(const Layout& layout, const QuantizedWeights& source, const PackedWeights& target);
void Unpack(const Layout& layout, const uint8_t* nibbles, uint8_t* values);

// Float32 weights n × k into panels [⌈n/32⌉, k, 32], padded columns 0.
void PackFloat32(int64_t n, int64_t k, const float* weight, float* packed);

}  // namespace nibble

#endif  // NIBBLE_LAYOUT_LAYOUT_H_
