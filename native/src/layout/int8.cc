#include "layout/int8.h"

#include <algorithm>
#include <cstring>

namespace nibble {
namespace {

// A cache line of each column at a time: read a quad at a time, 32 columns whose distance is a
// power of two would throw one another out of the cache.
constexpr int64_t kBlock = 64;
constexpr uint32_t kFourZeros = 0x80808080;

int64_t ByteOf(int64_t k, int64_t c) {
  return k / kQuad * kByteQuadBytes + c * kQuad + k % kQuad;
}

// Adding 128 to an int8 is inverting its sign bit.
void InterleaveColumn(const int8_t* values, int64_t quads, uint8_t* weights) {
  for (int64_t i = 0; i < quads; ++i) {
    uint32_t quad;
    std::memcpy(&quad, values + i * kQuad, sizeof quad);
    quad ^= kFourZeros;
    std::memcpy(weights + i * kByteQuadBytes, &quad, sizeof quad);
  }
}

int64_t SumOf(const int8_t* values, int64_t count) {
  int64_t sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += values[i];
  return sum;
}

class Int8PanelPacker {
 public:
  Int8PanelPacker(const Layout& layout, const Int8Source& source, const Int8Target& target,
                  int64_t panel)
      : layout_(layout),
        source_(source),
        weights_(target.weights + panel * PanelByteBytes(layout)),
        scales_(target.scales + panel * layout.PanelScaleCount()),
        comp_(target.comp + panel * kPanelColumns),
        first_column_(panel * kPanelColumns) {}

  void Run() {
    for (int64_t c = 0; c < kPanelColumns; ++c) comp_[c] = static_cast<float>(PackScales(c));
    for (int64_t k = 0; k < layout_.padded_k; k += kBlock) {
      const int64_t quads = std::min(kBlock, layout_.padded_k - k) / kQuad;
      for (int64_t c = 0; c < kPanelColumns; ++c) {
        int8_t scratch[kBlock];
        InterleaveColumn(Block(c, k, scratch), quads, weights_ + ByteOf(k, c));
      }
    }
  }

 private:
  bool IsPadding(int64_t c) const { return first_column_ + c >= layout_.n; }
  const int8_t* Row(int64_t c) const { return source_.values + (first_column_ + c) * layout_.k; }

  // kBlock values of column c from k on, in `scratch` where some of them are padding.
  const int8_t* Block(int64_t c, int64_t k, int8_t* scratch) const {
    const int64_t count = IsPadding(c) ? 0 : std::clamp(layout_.k - k, int64_t{0}, kBlock);
    if (count == kBlock) return Row(c) + k;
    std::fill_n(scratch, kBlock, int8_t{0});
    if (count > 0) std::copy_n(Row(c) + k, count, scratch);
    return scratch;
  }

  // comp[c], unrounded.
  double PackScales(int64_t c) {
    double comp = 0;
    for (int64_t g = 0; g < layout_.groups; ++g) {
      float& scale = scales_[g * kPanelColumns + c];
      scale = IsPadding(c) ? 0.0f : source_.scales[(first_column_ + c) * layout_.groups + g];
      if (!IsPadding(c)) comp += static_cast<double>(scale) * static_cast<double>(GroupSum(c, g));
    }
    return comp;
  }

  int64_t GroupSum(int64_t c, int64_t g) const {
    const int64_t begin = g * layout_.group_length;
    return SumOf(Row(c) + begin, std::min(layout_.group_length, layout_.k - begin));
  }

  const Layout& layout_;
  const Int8Source& source_;
  uint8_t* weights_;
  float* scales_;
  float* comp_;
  int64_t first_column_;
};

}  // namespace

void PackInt8(const Layout& layout, const Int8Source& source, const Int8Target& target) {
  for (int64_t panel = 0; panel < layout.panels; ++panel) {
    Int8PanelPacker(layout, source, target, panel).Run();
  }
}

void UnpackInt8(const Layout& layout, const uint8_t* weights, int8_t* values) {
  for (int64_t n = 0; n < layout.n; ++n) {
    const uint8_t* panel = weights + n / kPanelColumns * PanelByteBytes(layout);
    for (int64_t k = 0; k < layout.k; ++k) {
      values[n * layout.k + k] =
          static_cast<int8_t>(panel[ByteOf(k, n % kPanelColumns)] - kInt8Zero);
    }
  }
}

}  // namespace nibble
