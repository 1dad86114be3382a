// qd8_f32_qb8w_gemm_<mr>x32c4__portable: vectors of 128 bits in the compilers' own notation, which
// they translate for any host.
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "kernels/micro_kernel.h"
#include "kernels/row_end__portable.h"
#include "layout/int8.h"

namespace nibble {
namespace {

constexpr int64_t kMaxRows = 4;
constexpr int64_t kVectorBytes = 16;
constexpr int64_t kVectorColumns = kVectorBytes / kQuad;

using Int16x8 [[gnu::vector_size(kVectorBytes)]] = int16_t;
using UInt16x8 [[gnu::vector_size(kVectorBytes)]] = uint16_t;
using Int32x4 [[gnu::vector_size(kVectorBytes)]] = int32_t;
using UInt32x4 [[gnu::vector_size(kVectorBytes)]] = uint32_t;

// The products of int16 lanes, neighbours summed. A product of a byte and an activation fits an
// int16, the sum of two does not.
UInt32x4 MultiplyPairs(Int16x8 u, Int16x8 q) {
#if defined(__SSE2__)
  return UInt32x4(_mm_madd_epi16(__m128i(u), __m128i(q)));
#else
  const Int16x8 products = u * q;
  UInt32x4 pairs;
  std::memcpy(&pairs, &products, sizeof pairs);
  return UInt32x4((Int32x4(pairs << 16) >> 16) + (Int32x4(pairs) >> 16));
#endif
}

// Four k of one row: those that multiply the byte in a lane's low half, and those for its high one.
struct Activations {
  Int16x8 low_byte, high_byte;
};

constexpr bool kFirstByteInLowHalf = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

Activations Spread(const int8_t* a) {
  const Int16x8 even = {a[0], a[2], a[0], a[2], a[0], a[2], a[0], a[2]};
  const Int16x8 odd = {a[1], a[3], a[1], a[3], a[1], a[3], a[1], a[3]};
  return kFirstByteInLowHalf ? Activations{even, odd} : Activations{odd, even};
}

constexpr int64_t kBlock = 32;  // k, of which every group has a whole number
constexpr int64_t kBlockQuads = kBlock / kQuad;

// Adds Σ u·q over one block to t, for four columns. Unsigned, because a sum that passes the int32
// range on its way comes back into it.
template <int64_t kRows>
void AddColumns(const uint8_t* weights, const Activations (&a)[kRows][kBlockQuads], uint32_t* t) {
  UInt32x4 sums[kRows];
  for (int64_t row = 0; row < kRows; ++row) {
    std::memcpy(&sums[row], t + row * kPanelColumns, sizeof sums[row]);
  }
  for (int64_t quad = 0; quad < kBlockQuads; ++quad, weights += kByteQuadBytes) {
    UInt16x8 bytes;
    std::memcpy(&bytes, weights, sizeof bytes);
    const Int16x8 low = Int16x8(bytes & 255), high = Int16x8(bytes >> 8);
#pragma GCC unroll 4
    for (int64_t row = 0; row < kRows; ++row) {
      sums[row] += MultiplyPairs(low, a[row][quad].low_byte);
      sums[row] += MultiplyPairs(high, a[row][quad].high_byte);
    }
  }
  for (int64_t row = 0; row < kRows; ++row) {
    std::memcpy(t + row * kPanelColumns, &sums[row], sizeof sums[row]);
  }
}

template <int64_t kRows>
void AddGroup(const uint8_t* weights, const int8_t* a, int64_t a_stride, int64_t length,
              uint32_t* t) {
  for (int64_t k = 0; k < length; k += kBlock, weights += kBlock * kPanelColumns) {
    Activations quads[kRows][kBlockQuads];
    for (int64_t row = 0; row < kRows; ++row) {
      for (int64_t i = 0; i < kBlockQuads; ++i) {
        quads[row][i] = Spread(a + row * a_stride + k + i * kQuad);
      }
    }
    for (int64_t c = 0; c < kPanelColumns; c += kVectorColumns) {
      AddColumns<kRows>(weights + c * kQuad, quads, t + c);
    }
  }
}

template <int64_t kRows>
void Gemm(const Qd8Qb4wTile& tile) {
  float f[kRows][kPanelColumns] = {};
  for (int64_t g = 0; g < tile.groups; ++g) {
    const int64_t k = g * tile.group_length;
    uint32_t t[kRows][kPanelColumns];
    for (int64_t row = 0; row < kRows; ++row) {
      for (uint32_t& sum : t[row]) {
        sum = static_cast<uint32_t>(tile.start[row * tile.start_stride + g]);
      }
    }
    AddGroup<kRows>(tile.nibbles + k * kPanelColumns, tile.a + k, tile.a_stride, tile.group_length,
                    t[0]);
    const float* scales = tile.scales + g * kPanelColumns;
    for (int64_t row = 0; row < kRows; ++row) Scale(scales, t[row], f[row]);
  }
  for (int64_t row = 0; row < kRows; ++row) Finish(tile, row, f[row]);
}

}  // namespace

extern const Qd8Qb8wKernels kQd8Qb8wPortable;
const Qd8Qb8wKernels kQd8Qb8wPortable = {
    kMaxRows,
    {Gemm<1>, Gemm<2>, Gemm<3>, Gemm<4>},
    kMaxRows,
    {Gemm<1>, Gemm<2>, Gemm<3>, Gemm<4>},
};

}  // namespace nibble
