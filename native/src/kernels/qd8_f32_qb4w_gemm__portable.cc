// qd8_f32_qb4w_gemm_<mr>x32c4__portable: vectors of 128 bits in the compilers' own notation, which
// they translate for any host.
#include <cstdint>
#include <cstring>

#include "kernels/micro_kernel.h"
#include "kernels/row_end__portable.h"
#include "layout/layout.h"

namespace nibble {
namespace {

constexpr int64_t kMaxRows = 4;
constexpr int64_t kBlock = 32;  // k whose products fit an int16 lane: 16 of at most 15 · 128
constexpr int64_t kBlockQuads = kBlock / kQuad;
constexpr int64_t kVectorBytes = 16;
constexpr int64_t kVectorColumns = kVectorBytes / kQuad;
static_assert(kBlock / 2 * 15 * 128 <= INT16_MAX, "a lane sums every other product of a block");

using Int16x8 [[gnu::vector_size(kVectorBytes)]] = int16_t;
using UInt16x8 [[gnu::vector_size(kVectorBytes)]] = uint16_t;
using Int32x4 [[gnu::vector_size(kVectorBytes)]] = int32_t;
using UInt32x4 [[gnu::vector_size(kVectorBytes)]] = uint32_t;

// Four k of one row, as int16, for lanes that hold two bytes each: those that multiply the byte in
// a lane's low half, and those for its high half.
struct Activations {
  Int16x8 low_byte, high_byte;
};

constexpr int kFirstByteInLowHalf = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 1 : 0;

void Spread(const int8_t* a, Activations* quads) {
  for (int64_t i = 0; i < kBlockQuads; ++i, a += kQuad) {
    const Int16x8 even = {a[0], a[2], a[0], a[2], a[0], a[2], a[0], a[2]};
    const Int16x8 odd = {a[1], a[3], a[1], a[3], a[1], a[3], a[1], a[3]};
    quads[i] = kFirstByteInLowHalf ? Activations{even, odd} : Activations{odd, even};
  }
}

// The sums of neighbouring lanes, widened.
UInt32x4 SumPairs(Int16x8 lanes) {
  UInt32x4 pairs;
  std::memcpy(&pairs, &lanes, sizeof pairs);
  const Int32x4 low = Int32x4(pairs << 16) >> 16;
  return UInt32x4(low + (Int32x4(pairs) >> 16));
}

void Accumulate(uint32_t* t, UInt32x4 sums) {
  UInt32x4 total;
  std::memcpy(&total, t, sizeof total);
  total += sums;
  std::memcpy(t, &total, sizeof total);
}

// Adds Σ u·q over one block to t[kRows × 32]: for four columns and the four that share their bytes.
// Unsigned, because a sum that passes the int32 range on its way comes back into it.
template <int64_t kRows>
void AddColumns(const uint8_t* nibbles, const Activations (&a)[kRows][kBlockQuads], uint32_t* t) {
  Int16x8 low[kRows] = {}, high[kRows] = {};
  for (int64_t quad = 0; quad < kBlockQuads; ++quad, nibbles += kQuadBytes) {
    UInt16x8 bytes;
    std::memcpy(&bytes, nibbles, sizeof bytes);
    const Int16x8 low0 = Int16x8(bytes & 15), high0 = Int16x8((bytes >> 4) & 15);
    const Int16x8 low1 = Int16x8((bytes >> 8) & 15), high1 = Int16x8(bytes >> 12);
#pragma GCC unroll 4
    for (int64_t row = 0; row < kRows; ++row) {
      low[row] += low0 * a[row][quad].low_byte;
      low[row] += low1 * a[row][quad].high_byte;
      high[row] += high0 * a[row][quad].low_byte;
      high[row] += high1 * a[row][quad].high_byte;
    }
  }
#pragma GCC unroll 4
  for (int64_t row = 0; row < kRows; ++row) {
    Accumulate(t + row * kPanelColumns, SumPairs(low[row]));
    Accumulate(t + row * kPanelColumns + kHalfPanel, SumPairs(high[row]));
  }
}

template <int64_t kRows>
void AddGroup(const uint8_t* nibbles, const int8_t* a, int64_t a_stride, int64_t length,
              uint32_t* t) {
  for (int64_t k = 0; k < length; k += kBlock, nibbles += kBlockQuads * kQuadBytes) {
    Activations quads[kRows][kBlockQuads];
    for (int64_t row = 0; row < kRows; ++row) Spread(a + row * a_stride + k, quads[row]);
    for (int64_t c = 0; c < kHalfPanel; c += kVectorColumns) {
      AddColumns<kRows>(nibbles + c * kQuad, quads, t + c);
    }
  }
}

void Start(const uint8_t* zero_points, int32_t start, uint32_t* t) {
  for (int64_t c = 0; c < kPanelColumns; ++c) {
    const uint32_t zero = zero_points == nullptr ? 1 : zero_points[c];
    t[c] = zero * static_cast<uint32_t>(start);
  }
}

// The scales of group g of a panel as 32 floats: where they lie, or widened to `buffer`.
const float* GroupScales(const Qd8Qb4wTile& tile, int64_t g, float (&buffer)[kPanelColumns]) {
  const int64_t first = g * kPanelColumns;
  if (tile.scales != nullptr) return tile.scales + first;
  for (int64_t c = 0; c < kPanelColumns; ++c) {
    const uint32_t bits = static_cast<uint32_t>(tile.bfloat16_scales[first + c]) << 16;
    std::memcpy(buffer + c, &bits, sizeof bits);
  }
  return buffer;
}

template <int64_t kRows>
void Gemm(const Qd8Qb4wTile& tile) {
  float f[kRows][kPanelColumns] = {};
  for (int64_t g = 0; g < tile.groups; ++g) {
    const int64_t k = g * tile.group_length;
    const uint8_t* zero_points =
        tile.zero_points == nullptr ? nullptr : tile.zero_points + g * kPanelColumns;
    uint32_t t[kRows][kPanelColumns];
    for (int64_t row = 0; row < kRows; ++row) {
      Start(zero_points, tile.start[row * tile.start_stride + g], t[row]);
    }
    AddGroup<kRows>(tile.nibbles + k * (kPanelColumns / 2), tile.a + k, tile.a_stride,
                    tile.group_length, t[0]);
    float buffer[kPanelColumns];
    const float* scales = GroupScales(tile, g, buffer);
    for (int64_t row = 0; row < kRows; ++row) Scale(scales, t[row], f[row]);
  }
  for (int64_t row = 0; row < kRows; ++row) Finish(tile, row, f[row]);
}

}  // namespace

extern const Qd8Qb4wKernels kQd8Qb4wPortable;
const Qd8Qb4wKernels kQd8Qb4wPortable = {
    kMaxRows,
    {Gemm<1>, Gemm<2>, Gemm<3>, Gemm<4>},
    {Gemm<1>, Gemm<2>, Gemm<3>, Gemm<4>},
};

}  // namespace nibble
