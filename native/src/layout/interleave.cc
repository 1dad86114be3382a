#include "layout/interleave.h"

#include <algorithm>
#include <cstring>

namespace nibble {
namespace {

// A cache line of each column at a time: read a quad at a time, 32 columns whose distance is a
// power of two would throw one another out of the cache.
constexpr int64_t kBlock = 64;

uint32_t QuadAt(const uint8_t* values) {
  uint32_t quad;
  std::memcpy(&quad, values, sizeof quad);
  return quad;
}

// Columns c and c + 16 of consecutive quads. A value is below 16, so that the shift of a quad, four
// values at once, carries nothing from one into the next.
void InterleavePair(const uint8_t* low, const uint8_t* high, int64_t quads, uint8_t* nibbles) {
  for (int64_t i = 0; i < quads; ++i) {
    const uint32_t both = QuadAt(low + i * kQuad) | QuadAt(high + i * kQuad) << 4;
    std::memcpy(nibbles + i * kQuadBytes, &both, sizeof both);
  }
}

class Columns {
 public:
  Columns(const Layout& layout, const QuantizedWeights& source, int64_t panel)
      : layout_(layout), source_(source), first_(panel * kPanelColumns) {}

  // kBlock values of column c from k on, in `scratch` where some of them are padding.
  const uint8_t* Block(int64_t c, int64_t k, uint8_t* scratch) const {
    const int64_t n = first_ + c;
    if (n >= layout_.n) return Fill(scratch, kSymmetricZero);
    const int64_t count = std::clamp(layout_.k - k, int64_t{0}, kBlock);
    const uint8_t* row = source_.values + n * layout_.k;
    if (count == kBlock) return row + k;
    Fill(scratch, LastZeroPoint(n));
    std::copy_n(row + (layout_.k - count), count, scratch);
    return scratch;
  }

 private:
  static const uint8_t* Fill(uint8_t* scratch, uint8_t value) {
    return static_cast<const uint8_t*>(std::memset(scratch, value, kBlock));
  }

  // Only the last group has k of padding.
  uint8_t LastZeroPoint(int64_t n) const {
    return source_.zero_points == nullptr ? kSymmetricZero
                                          : source_.zero_points[(n + 1) * layout_.groups - 1];
  }

  const Layout& layout_;
  const QuantizedWeights& source_;
  int64_t first_;
};

}  // namespace

void InterleavePanel(const Layout& layout, const QuantizedWeights& source, int64_t panel,
                     uint8_t* nibbles) {
  const Columns columns(layout, source, panel);
  for (int64_t k = 0; k < layout.padded_k; k += kBlock) {
    const int64_t quads = std::min(kBlock, layout.padded_k - k) / kQuad;
    for (int64_t c = 0; c < kHalfPanel; ++c) {
      uint8_t low[kBlock], high[kBlock];
      InterleavePair(columns.Block(c, k, low), columns.Block(c + kHalfPanel, k, high), quads,
                     nibbles + k / kQuad * kQuadBytes + c * kQuad);
    }
  }
}

}  // namespace nibble
