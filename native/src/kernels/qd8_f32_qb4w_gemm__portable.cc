// qd8_f32_qb4w_gemm_<mr>x32c4__portable: plain C++ that a compiler can vectorize for any host.
#include <cmath>
#include <cstdint>

#include "kernels/micro_kernel.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int64_t kMaxRows = 4;
// A product of a nibble and an int8 is at most 15 · 128 in magnitude, so 16 of them fit an int16.
constexpr int64_t kQuadsPerBlock = 16;

// Lane 4·c + i sums the products of column c with every k ≡ i (mod 4).
struct Products {
  int16_t low[kQuadBytes], high[kQuadBytes];
};

void AddQuad(const uint8_t* bytes, const int8_t* a, Products& sums) {
  int16_t pattern[16];
  for (int64_t i = 0; i < 16; ++i) pattern[i] = a[i % kQuad];
  for (int64_t block = 0; block < kQuadBytes; block += 16) {
    for (int64_t i = 0; i < 16; ++i) {
      const int16_t low = bytes[block + i] & 15;
      const int16_t high = static_cast<int16_t>(bytes[block + i] >> 4);
      sums.low[block + i] = static_cast<int16_t>(sums.low[block + i] + low * pattern[i]);
      sums.high[block + i] = static_cast<int16_t>(sums.high[block + i] + high * pattern[i]);
    }
  }
}

int32_t SumLanes(const int16_t* lanes) {
  return int32_t{lanes[0]} + int32_t{lanes[1]} + int32_t{lanes[2]} + int32_t{lanes[3]};
}

// Adds Σ u·q over `length` k of the panel to t[32]. Unsigned, because a sum that passes the int32
// range on its way comes back into it.
void AddGroup(const uint8_t* nibbles, const int8_t* a, int64_t length, uint32_t* t) {
  for (int64_t quad = 0; quad < length / kQuad; quad += kQuadsPerBlock) {
    const int64_t left = length / kQuad - quad;
    const int64_t quads = left < kQuadsPerBlock ? left : kQuadsPerBlock;
    Products sums = {};
    for (int64_t i = quad; i < quad + quads; ++i) {
      AddQuad(nibbles + i * kQuadBytes, a + i * kQuad, sums);
    }
    for (int64_t c = 0; c < kHalfPanel; ++c) {
      t[c] += static_cast<uint32_t>(SumLanes(sums.low + c * kQuad));
      t[c + kHalfPanel] += static_cast<uint32_t>(SumLanes(sums.high + c * kQuad));
    }
  }
}

void Start(const uint8_t* zero_points, int32_t start, uint32_t* t) {
  for (int64_t c = 0; c < kPanelColumns; ++c) {
    const uint32_t zero = zero_points == nullptr ? 1 : zero_points[c];
    t[c] = zero * static_cast<uint32_t>(start);
  }
}

void Finish(const Qd8Qb4wTile& tile, int64_t row, const float* f) {
  float* c = tile.c + row * tile.c_stride;
  for (int64_t j = 0; j < tile.columns; ++j) {
    const float sum =
        tile.row_offset == nullptr ? f[j] : std::fma(tile.row_offset[row], tile.comp[j], f[j]);
    const float y = std::fma(sum, tile.row_scale[row], tile.bias[j]);
    c[j] = std::isnan(y) ? __builtin_nanf("") : y;
  }
}

void Row(const Qd8Qb4wTile& tile, int64_t row) {
  float f[kPanelColumns] = {};
  for (int64_t g = 0; g < tile.groups; ++g) {
    const int64_t k = g * tile.group_length;
    const uint8_t* zero_points =
        tile.zero_points == nullptr ? nullptr : tile.zero_points + g * kPanelColumns;
    uint32_t t[kPanelColumns];
    Start(zero_points, tile.start[row * tile.start_stride + g], t);
    AddGroup(tile.nibbles + k * (kPanelColumns / 2), tile.a + row * tile.a_stride + k,
             tile.group_length, t);
    for (int64_t c = 0; c < kPanelColumns; ++c) {
      const float product = static_cast<float>(static_cast<int32_t>(t[c]));
      f[c] = std::fma(product, tile.scales[g * kPanelColumns + c], f[c]);
    }
  }
  Finish(tile, row, f);
}

template <int64_t kRows>
void Gemm(const Qd8Qb4wTile& tile) {
  for (int64_t row = 0; row < kRows; ++row) Row(tile, row);
}

}  // namespace

extern const Qd8Qb4wKernels kQd8Qb4wPortable;
const Qd8Qb4wKernels kQd8Qb4wPortable = {
    kMaxRows,
    {Gemm<1>, Gemm<2>, Gemm<3>, Gemm<4>},
    {Gemm<1>, Gemm<2>, Gemm<3>, Gemm<4>},
};

}  // namespace nibble
