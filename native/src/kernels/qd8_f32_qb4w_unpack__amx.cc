// Unpacks a panel for AMX: signed bytes u − z in the order of B tiles, so that the products need no
// correction for zero points. The cost is shared by all rows of a chunk.
#if !defined(__AVX512F__) || !defined(__AVX512BW__)
#error "qd8_f32_qb4w_unpack__amx.cc needs -mavx512f -mavx512bw"
#endif

#include <immintrin.h>

#include <cstdint>

#include "kernels/unpacked__amx.h"
#include "layout/layout.h"

namespace nibble {
namespace {

// Zero points of 16 columns, each in the 4 bytes of its lane.
inline __m512i Replicate(const uint8_t* zero_points) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(zero_points));
  return _mm512_mullo_epi32(_mm512_cvtepu8_epi32(bytes), _mm512_set1_epi32(0x01010101));
}

// `quads` rows of a low tile, columns 0–15, and of the high tile that follows it, columns 16–31;
// zeros from row `filled` on.
inline void UnpackTiles(const uint8_t* nibbles, int64_t filled, int64_t quads, __m512i zero_low,
                        __m512i zero_high, int8_t* unpacked) {
  const __m512i mask = _mm512_set1_epi8(15);
  int8_t* high = unpacked + quads * kQuadBytes;
  for (int64_t i = 0; i < quads; ++i) {
    __m512i l = _mm512_setzero_si512(), h = l;
    if (i < filled) {
      const __m512i bytes = _mm512_loadu_si512(nibbles + i * kQuadBytes);
      l = _mm512_sub_epi8(_mm512_and_si512(bytes, mask), zero_low);
      h = _mm512_sub_epi8(_mm512_and_si512(_mm512_srli_epi16(bytes, 4), mask), zero_high);
    }
    _mm512_storeu_si512(unpacked + i * kQuadBytes, l);
    _mm512_storeu_si512(high + i * kQuadBytes, h);
  }
}

}  // namespace

void UnpackForAmx(const Qd8Qb4wTile& tile, int64_t k, int8_t* unpacked) {
  const int64_t depth = TileDepth(tile.group_length), quads = depth / kQuad;
  __m512i low = _mm512_set1_epi8(kSymmetricZero), high = low;
  for (int64_t g = 0; g < tile.groups; ++g) {
    if (tile.zero_points != nullptr) {
      low = Replicate(tile.zero_points + g * kPanelColumns);
      high = Replicate(tile.zero_points + g * kPanelColumns + kHalfPanel);
    }
    const uint8_t* group = tile.nibbles + g * tile.group_length * (kPanelColumns / 2);
    for (int64_t step = 0; step < TileSteps(tile.group_length, k, g); ++step) {
      const int64_t left = (tile.group_length - step * depth) / kQuad;
      UnpackTiles(group + step * quads * kQuadBytes, left, quads, low, high, unpacked);
      unpacked += 2 * quads * kQuadBytes;
    }
  }
}

}  // namespace nibble
