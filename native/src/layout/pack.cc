#include <algorithm>
#include <cstring>

#include "layout/interleave.h"
#include "layout/layout.h"

namespace nibble {
namespace {

int64_t CeilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Where column c of a panel keeps k: the byte, and the bit its nibble starts at.
int64_t ByteOf(int64_t k, int64_t c) {
  return (k / kQuad) * kQuadBytes + (c % kHalfPanel) * kQuad + k % kQuad;
}
int ShiftOf(int64_t c) { return c < kHalfPanel ? 0 : 4; }

uint8_t ZeroPoint(const QuantizedWeights& source, int64_t index) {
  return source.zero_points == nullptr ? kSymmetricZero : source.zero_points[index];
}

// Σ of values of 0…15. By 32, which divides every group but a short last one, because the compiler
// makes a few vector instructions of a loop of known length.
int64_t SumOf(const uint8_t* values, int64_t count) {
  constexpr int64_t kBlock = 32;
  int64_t sum = 0, i = 0;
  for (; i + kBlock <= count; i += kBlock) {
    uint16_t part = 0;
    for (int64_t j = 0; j < kBlock; ++j) part = static_cast<uint16_t>(part + values[i + j]);
    sum += part;
  }
  for (; i < count; ++i) sum += values[i];
  return sum;
}

// A float that is exact in bfloat16, as one.
uint16_t UpperHalf(float scale) {
  uint32_t bits;
  std::memcpy(&bits, &scale, sizeof bits);
  return static_cast<uint16_t>(bits >> 16);
}

class PanelPacker {
 public:
  PanelPacker(const Layout& layout, const QuantizedWeights& source, const PackedWeights& target,
              int64_t panel)
      : layout_(layout),
        source_(source),
        target_(target),
        nibbles_(target.nibbles + panel * layout.PanelNibbleBytes()),
        comp_(target.comp + panel * kPanelColumns),
        panel_(panel),
        first_column_(panel * kPanelColumns),
        first_scale_(panel * layout.PanelScaleCount()) {}

  void Run() {
    // Column by column first: that reads the values in order, as the memory likes it, and leaves
    // them in the cache for the other.
    for (int64_t c = 0; c < kPanelColumns; ++c) {
      if (first_column_ + c < layout_.n) {
        PackColumn(c);
      } else {
        PadColumn(c);
      }
    }
    InterleavePanel(layout_, source_, panel_, nibbles_);
  }

 private:
  void PackColumn(int64_t c) {
    const int64_t n = first_column_ + c;
    double comp = 0;
    for (int64_t g = 0; g < layout_.groups; ++g) {
      const float scale = source_.scales[n * layout_.groups + g];
      const uint8_t zero = ZeroPoint(source_, n * layout_.groups + g);
      SetGroup(g, c, scale, zero);
      comp += static_cast<double>(scale) * static_cast<double>(GroupSum(n, g, zero));
    }
    comp_[c] = static_cast<float>(comp);
  }

  // Σ u − len·z.
  int64_t GroupSum(int64_t n, int64_t g, uint8_t zero) {
    const int64_t begin = g * layout_.group_length;
    const int64_t length = std::min(layout_.group_length, layout_.k - begin);
    return SumOf(source_.values + n * layout_.k + begin, length) - length * zero;
  }

  void PadColumn(int64_t c) {
    for (int64_t g = 0; g < layout_.groups; ++g) SetGroup(g, c, 0.0f, kSymmetricZero);
    comp_[c] = 0.0f;
  }

  void SetGroup(int64_t g, int64_t c, float scale, uint8_t zero) {
    const int64_t index = first_scale_ + g * kPanelColumns + c;
    if (target_.scales != nullptr) {
      target_.scales[index] = scale;
    } else {
      target_.bfloat16_scales[index] = UpperHalf(scale);
    }
    if (target_.zero_points != nullptr) target_.zero_points[index] = zero;
  }

  const Layout& layout_;
  const QuantizedWeights& source_;
  const PackedWeights& target_;
  uint8_t* nibbles_;
  float* comp_;
  int64_t panel_, first_column_, first_scale_;
};

}  // namespace

Layout LayoutOf(int64_t n, int64_t k, int64_t group_size) {
  const int64_t length = group_size == 0 ? CeilDiv(k, 32) * 32 : group_size;
  const int64_t groups = CeilDiv(k, length);
  return {n, k, CeilDiv(n, kPanelColumns), groups * length, groups, length};
}

void Pack(const Layout& layout, const QuantizedWeights& source, const PackedWeights& target) {
  for (int64_t panel = 0; panel < layout.panels; ++panel) {
    PanelPacker(layout, source, target, panel).Run();
  }
}

void Unpack(const Layout& layout, const uint8_t* nibbles, uint8_t* values) {
  for (int64_t n = 0; n < layout.n; ++n) {
    const int64_t c = n % kPanelColumns;
    const uint8_t* panel = nibbles + n / kPanelColumns * layout.PanelNibbleBytes();
    for (int64_t k = 0; k < layout.k; ++k) {
      values[n * layout.k + k] = static_cast<uint8_t>((panel[ByteOf(k, c)] >> ShiftOf(c)) & 15);
    }
  }
}

void PackFloat32(int64_t n, int64_t k, const float* weight, float* packed) {
  std::fill_n(packed, CeilDiv(n, kPanelColumns) * kPanelColumns * k, 0.0f);
  for (int64_t row = 0; row < n; ++row) {
    float* column = packed + row / kPanelColumns * k * kPanelColumns + row % kPanelColumns;
    for (int64_t i = 0; i < k; ++i) column[i * kPanelColumns] = weight[row * k + i];
  }
}

}  // namespace nibble
