// The byte product of two tiles in SSE2, which every x86-64 has: pmaddwd on bytes widened to 16
// bits is exact for both signs, and paddd wraps as hardware does.
#include <emmintrin.h>
#include <string.h>

#include "tile_state.h"

namespace amx_emulator {
namespace {

constexpr int kMaxColumns = kRowBytes / 4;

// Bytes 0 and 1, or 2 and 3, of every dword of a tile, widened to 16 bits.
struct WidePairs {
  alignas(16) int16_t low[kMaxRows][2 * kMaxColumns];
  alignas(16) int16_t high[kMaxRows][2 * kMaxColumns];
};

template <typename Byte>
void Widen(const Tile& tile, int rows, int dwords, WidePairs* pairs) {
  for (int r = 0; r < rows; ++r) {
    Byte bytes[kRowBytes];
    memcpy(bytes, tile.row[r], sizeof(bytes));
    for (int d = 0; d < dwords; ++d) {
      pairs->low[r][2 * d] = bytes[4 * d];
      pairs->low[r][2 * d + 1] = bytes[4 * d + 1];
      pairs->high[r][2 * d] = bytes[4 * d + 2];
      pairs->high[r][2 * d + 1] = bytes[4 * d + 3];
    }
  }
}

void Widen(bool is_signed, const Tile& tile, int rows, int dwords, WidePairs* pairs) {
  is_signed ? Widen<int8_t>(tile, rows, dwords, pairs) : Widen<uint8_t>(tile, rows, dwords, pairs);
}

__m128i Broadcast(const int16_t* pair) {
  int32_t both;
  memcpy(&both, pair, sizeof(both));
  return _mm_set1_epi32(both);
}

}  // namespace

void MultiplyAdd(const ProductShape& shape, bool left_signed, bool right_signed, const Tile& left,
                 const Tile& right, Tile* dest) {
  WidePairs a, b;
  memset(&b, 0, sizeof(b));  // columns are taken by four
  Widen(left_signed, left, shape.rows, shape.k, &a);
  Widen(right_signed, right, shape.k, shape.n, &b);
  for (int m = 0; m < shape.rows; ++m) {
    for (int n = 0; n < shape.n; n += 4) {
      auto* sum = reinterpret_cast<__m128i*>(dest->row[m] + 4 * n);
      __m128i total = _mm_load_si128(sum);
      for (int k = 0; k < shape.k; ++k) {
        const auto* b_low = reinterpret_cast<const __m128i*>(b.low[k] + 2 * n);
        const auto* b_high = reinterpret_cast<const __m128i*>(b.high[k] + 2 * n);
        const __m128i low = _mm_madd_epi16(Broadcast(a.low[m] + 2 * k), _mm_load_si128(b_low));
        const __m128i high = _mm_madd_epi16(Broadcast(a.high[m] + 2 * k), _mm_load_si128(b_high));
        total = _mm_add_epi32(total, _mm_add_epi32(low, high));
      }
      _mm_store_si128(sum, total);
    }
  }
}

}  // namespace amx_emulator
